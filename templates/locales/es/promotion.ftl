# The bar across the top of a page, and the publisher's own pages.

promotion-region = Aviso
promotion-dismiss = Ocultar este aviso
# "%" stands where the script puts the time.
promotion-own-time = ({ $time } en su hora local)
promotion-event = { $weekday } { $day } de { $month }, { $time }, { $zone }
# 12 or 24: the hours that the clock has here.
promotion-clock = 24
promotion-morning = { $time } h
promotion-afternoon = { $time } h
promotion-weekday-1 = lun.
promotion-weekday-2 = mar.
promotion-weekday-3 = mié.
promotion-weekday-4 = jue.
promotion-weekday-5 = vie.
promotion-weekday-6 = sáb.
promotion-weekday-7 = dom.
promotion-month-1 = ene.
promotion-month-2 = feb.
promotion-month-3 = mar.
promotion-month-4 = abr.
promotion-month-5 = may.
promotion-month-6 = jun.
promotion-month-7 = jul.
promotion-month-8 = ago.
promotion-month-9 = sept.
promotion-month-10 = oct.
promotion-month-11 = nov.
promotion-month-12 = dic.
# A zone is called what people there call it; the others by their letters, or by this.
promotion-zone-offset = UTC{ $offset }
promotion-zone-eastern = hora del Este
promotion-zone-central = hora del Centro
promotion-zone-mountain = hora de la Montaña
promotion-zone-pacific = hora del Pacífico
promotion-page-updated = Actualizado el <time datetime="{ $iso }">{ $day }</time>
