# Die Leiste über einer Seite und die eigenen Seiten des Verlags.

promotion-region = Ankündigung
promotion-dismiss = Diese Ankündigung ausblenden
promotion-own-time = ({ $time } bei Ihnen)
promotion-event = { $weekday }, { $day }. { $month } um { $time } ({ $zone })
promotion-clock = 24
promotion-morning = { $time } Uhr
promotion-afternoon = { $time } Uhr
promotion-weekday-1 = Mo.
promotion-weekday-2 = Di.
promotion-weekday-3 = Mi.
promotion-weekday-4 = Do.
promotion-weekday-5 = Fr.
promotion-weekday-6 = Sa.
promotion-weekday-7 = So.
promotion-month-1 = Januar
promotion-month-2 = Februar
promotion-month-3 = März
promotion-month-4 = April
promotion-month-5 = Mai
promotion-month-6 = Juni
promotion-month-7 = Juli
promotion-month-8 = August
promotion-month-9 = September
promotion-month-10 = Oktober
promotion-month-11 = November
promotion-month-12 = Dezember
promotion-zone-offset = UTC{ $offset }
promotion-zone-eastern = US-Ostküste
promotion-zone-central = US-Zentralzeit
promotion-zone-mountain = US-Gebirgszeit
promotion-zone-pacific = US-Westküste
promotion-page-updated = Zuletzt geändert am <time datetime="{ $iso }">{ $day }</time>
