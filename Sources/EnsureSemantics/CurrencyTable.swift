/// How many decimals the amounts of each currency have: ISO 4217, the list of active codes.
enum CurrencyTable {
  static let decimals: [String: Int] = {
    var table: [String: Int] = [:]
    for code in two.split(separator: " ") { table[String(code)] = 2 }
    for code in none.split(separator: " ") { table[String(code)] = 0 }
    for code in three.split(separator: " ") { table[String(code)] = 3 }
    for code in four.split(separator: " ") { table[String(code)] = 4 }
    return table
  }()

  private static let none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
  private static let three = "BHD IQD JOD KWD LYD OMR TND"
  private static let four = "CLF UYW"
  private static let two = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF \
    CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ \
    GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD \
    MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON \
    RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS \
    UAH USD USN UYU UZS VED VES WST XCD YER ZAR ZMW ZWG
    """
}
