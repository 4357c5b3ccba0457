# Dates and times. A language gives the order; the numbers come without zeros in front.

number = { $count }
date-day = { $month } { $day }, { $year }
date-minute = { $date }, { $time } UTC
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
