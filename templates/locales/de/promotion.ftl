# The bar across the top of a page, and the publisher's own pages, in German.

promotion-region = Ankündigung
promotion-dismiss = Diese Ankündigung ausblenden
# "%" stands where the script puts the time.
promotion-own-time = ({ $time } Uhr bei Ihnen)
promotion-event = { $weekday }, { $day }. { $month }, { $time }, { $zone }
# 12 or 24: the hours that the clock has here.
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
promotion-month-1 = Jan.
promotion-month-2 = Feb.
promotion-month-3 = März
promotion-month-4 = Apr.
promotion-month-5 = Mai
promotion-month-6 = Juni
promotion-month-7 = Juli
promotion-month-8 = Aug.
promotion-month-9 = Sept.
promotion-month-10 = Okt.
promotion-month-11 = Nov.
promotion-month-12 = Dez.
# A zone is called what people there call it; the others by their letters, or by this.
promotion-zone-offset = UTC{ $offset }
promotion-zone-eastern = Ortszeit New York
promotion-zone-central = Ortszeit Chicago
promotion-zone-mountain = Ortszeit Denver
promotion-zone-pacific = Ortszeit Los Angeles
promotion-page-updated = Aktualisiert am <time datetime="{ $iso }">{ $day }</time>
