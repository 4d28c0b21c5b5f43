/// What verifying a spec yields; filled by the engines.
