/// Rendering.
