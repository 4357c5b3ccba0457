# The bar above a page, and pages of the publisher's own.

promotion-region = Annonce
promotion-dismiss = Masquer cette annonce
# A script puts the time where "%" stands.
promotion-own-time = ({ $time } chez vous)
promotion-event = { $weekday } { $day ->
    [1] 1er
   *[other] { $day }
 } { $month } à { $time } { $zone }
# The clock has 24 hours, so both halves of the day are said alike.
promotion-clock = 24
promotion-morning = { $time }
promotion-afternoon = { $time }
promotion-weekday-1 = lun.
promotion-weekday-2 = mar.
promotion-weekday-3 = mer.
promotion-weekday-4 = jeu.
promotion-weekday-5 = ven.
promotion-weekday-6 = sam.
promotion-weekday-7 = dim.
promotion-month-1 = janv.
promotion-month-2 = févr.
promotion-month-3 = mars
promotion-month-4 = avr.
promotion-month-5 = mai
promotion-month-6 = juin
promotion-month-7 = juill.
promotion-month-8 = août
promotion-month-9 = sept.
promotion-month-10 = oct.
promotion-month-11 = nov.
promotion-month-12 = déc.
# The name of a zone; those without one have their letters, or this.
promotion-zone-offset = UTC{ $offset }
promotion-zone-eastern = heure de New York
promotion-zone-central = heure de Chicago
promotion-zone-mountain = heure de Denver
promotion-zone-pacific = heure de Los Angeles
promotion-page-updated = Mis à jour le <time datetime="{ $iso }">{ $day }</time>
