# The bar across the top of a page, and the publisher's own pages.

promotion-region = Announcement
promotion-dismiss = Hide this announcement
# "%" stands where the script puts the time.
promotion-own-time = ({ $time } your time)
promotion-event = { $weekday }, { $month } { $day } at { $time } { $zone }
# 12 or 24: the hours that the clock has here.
promotion-clock = 12
promotion-morning = { $time } AM
promotion-afternoon = { $time } PM
promotion-weekday-1 = Mon.
promotion-weekday-2 = Tue.
promotion-weekday-3 = Wed.
promotion-weekday-4 = Thu.
promotion-weekday-5 = Fri.
promotion-weekday-6 = Sat.
promotion-weekday-7 = Sun.
promotion-month-1 = Jan.
promotion-month-2 = Feb.
promotion-month-3 = Mar.
promotion-month-4 = Apr.
promotion-month-5 = May
promotion-month-6 = Jun.
promotion-month-7 = Jul.
promotion-month-8 = Aug.
promotion-month-9 = Sep.
promotion-month-10 = Oct.
promotion-month-11 = Nov.
promotion-month-12 = Dec.
# A zone is called what people there call it; the others by their letters, or by this.
promotion-zone-offset = UTC{ $offset }
promotion-zone-eastern = ET
promotion-zone-central = CT
promotion-zone-mountain = MT
promotion-zone-pacific = PT
promotion-page-updated = Updated <time datetime="{ $iso }">{ $day }</time>
