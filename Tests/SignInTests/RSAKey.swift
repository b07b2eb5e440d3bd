/// A key that signs nothing but tests.
enum RSAKey {
    static let pem = """
        -----BEGIN PRIVATE KEY-----
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDUwjgJ26hZyvWJ
        xMnRchij3fpjmYExGnhBOw41tIPiLd/SkuKmNyObsjZmOTDLh+yjLtbaV4A2Wc1K
        EH7Fq4/1rcq0s8JMaF8qlf90oNKFkMuvcNKBs0mhnmcsAdAiH1/pwwyuTTM9kuoy
        O7Ci8E1X/4hTODcss4iHmK866w4I4tQEAJ/PbC5lZrdK/0/wGa05g+d+4RfQDVK7
        296G1C2wFapLvQByDHYu8F8f+/vzZ/gt5fmQKzMakABwLlLEdr6i82KJrx9Gp2NC
        WVPJCmeKRLDZIbyjvZemCWJ0MtNUkW5Vt0cMOFar7QW8aLWniitl4V9fLJYWYzUL
        0wWmrISXAgMBAAECggEAICzK+rqsSAAIh/ApsTH3BfkQ37UcM4fUPdEngfmtpCvZ
        2Gd8PTTDfs1Bqs3lUjJZGAiCV3y6F/4WrKe39D7Qw4+nwxIYRSPXmIIcos+bZrWS
        CBMg0pqBfR6ObbpMdoyWHazwov9ry1kHb9dVDB8ZI0CyphsvRORVtmPhxCA9/BvC
        1ma1um5qcevOxlrr0m+IJmTsHLWQ7cYYjiliXu7iyFMeOOB5rtOszPaZQ0NLN1u+
        q3VLGuawgbxSsGAWoaYDlBJ8eCxj+xPgLz66/yQ7Qileo+JsutGlyU5mURK41MrO
        1KHyC12DTex1006EK6jXkg0vaPMR7o7kl1K3V/64iQKBgQD1CByDt6Pj1h/5OXWZ
        8v06Dq+zZjuHu66HBoTTZ+sJPjbbNcf9to/McmIcLAlWqSE3/P5WGB5VSyK7whhb
        y4shD6b0EMXHEQhFF3lKLAjj011hPvupUPCPY2JrcTrQTvjEG8+rtOukmXMGbqwG
        5iJCgiduMKGUVYDk18MKBon73QKBgQDeSEgepXs+b88bNPVkH+UU0Aj1/COLZUTU
        BNiRCl6L6fTADYtaG2jwSYz9csIZU7SNiIvti0XjZ4SBE/2OKVWxaRdCd4vPgW+c
        Iv/NVGRoJNG/hDes9AwRQBcaJ2NPxmZiR1DzDSCqBx4TQBcMkKohsTWai34LFm/o
        q+5VzhxFAwKBgH65UTX19bbRePvF8cJK3xf1nHzltIgAUsTWZD+JkQ7YtDou2F2o
        2znbNk5nn/THx7xTBZ61HoryLuZ3/W0MGcphc/Dp879+WY6SE1J+76IUIEk476Kj
        j6Y4uh/jEY3GKfYShBbDnNMl4U1EU4fF4ZYQBiCA2jADAIRZ6i73LsmpAoGBAIqD
        kmV+i1E6DV4P30a4VWFlzd+zclbgEUbpiia/xnD7pmezSP4qjHcH7lLVmzx7G80C
        pOeu3Ss7C6f/1AYtndfC/BqQMlBpgSpT6QGDsFnxb78fXi5pmcd6H6tNliZVJOHj
        PP9oU82AR+6JBpPu5gW+zv9yI2Y3Yh8kXI2dtaIPAoGBANh6f8VeduFY8BetX6ut
        hsQXQH24bIb6Y/h88TJnvgx/qJL9iWxpyVBLK4/BrWG0j9gZKCq+4lwhWF4Xfn1+
        pqJ8E8W47xKeLENbddalJAMr91kVKT9OipqDlHw91QYL7M6LP5Gj/j0EZsgh5Xhi
        J7TJavW3JkS98oKy9G/l6nGK
        -----END PRIVATE KEY-----
        """

    /// Its modulus, as a key set writes it; the exponent is `AQAB`.
    static let modulus = [
        "1MI4CduoWcr1icTJ0XIYo936Y5mBMRp4QTsONbSD4i3f0pLipjcjm7I2Zjkwy4fsoy7W2leANlnNShB-xauP9a3KtL",
        "PCTGhfKpX_dKDShZDLr3DSgbNJoZ5nLAHQIh9f6cMMrk0zPZLqMjuwovBNV_-IUzg3LLOIh5ivOusOCOLUBACfz2wu",
        "ZWa3Sv9P8BmtOYPnfuEX0A1Su9vehtQtsBWqS70Acgx2LvBfH_v782f4LeX5kCszGpAAcC5SxHa-ovNiia8fRqdjQl",
        "lTyQpnikSw2SG8o72XpglidDLTVJFuVbdHDDhWq-0FvGi1p4orZeFfXyyWFmM1C9MFpqyElw",
    ].joined()
}
