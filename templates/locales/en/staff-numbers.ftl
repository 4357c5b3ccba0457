# The desk’s numbers.
staff-nav-numbers = Numbers
staff-numbers-title = Numbers
staff-numbers-period = { $from } to { $to }, beside as many days before
staff-numbers-periods = Period
staff-numbers-days = { $count } days
staff-numbers-bad-days = Please choose one of the periods that are offered.
staff-numbers-happened = What happened
staff-numbers-what = What
staff-numbers-now = Now
staff-numbers-before = Before
staff-numbers-change = Change
staff-numbers-views-stranger = Articles opened by strangers
staff-numbers-views-guest = Articles opened by guests
staff-numbers-views-member = Articles opened by members
staff-numbers-walls = Walls shown
staff-numbers-addresses = Addresses given
staff-numbers-joined = New members
staff-numbers-sign-ins = Sign-ins
staff-numbers-shares-made = Share links made
staff-numbers-shares-admitted = Readers let in by share links
staff-numbers-shares-joined = New members by share links
staff-numbers-comments = Comments written
staff-numbers-funnel = From the wall to a member
staff-numbers-funnel-picture = The steps of the table below as bars
staff-numbers-funnel-words = Each rate is of the step before; both of those who came back are of the new members. Who joined lately may still come back.
staff-numbers-step = Step
staff-numbers-count = Number
staff-numbers-rate = Rate
staff-numbers-back-7 = Back within 7 days
staff-numbers-back-30 = Back within 30 days
staff-numbers-chart = By day: { $total } in all, { $most } at most on one day.
staff-numbers-table = As a table
staff-numbers-day = Day
staff-numbers-none = Nothing yet.
staff-numbers-ways = How they came in
staff-numbers-best-walls = The best walls
staff-numbers-best-walls-words = New members for each thousand walls, of articles with twenty walls or more.
staff-numbers-article = Article
staff-numbers-per-thousand = Per 1,000 walls
staff-numbers-sharing = Sharing
staff-numbers-viral = { $sharers ->
    [one] One member shared.
   *[other] { $sharers } members shared.
} One member’s links bring { $readers } new readers and { $joined } new members on average.
staff-numbers-used-up = { $count ->
    [one] One link came to its number of readers.
   *[other] { $count } links came to their number of readers.
}
staff-numbers-channel = Channel
staff-numbers-made = Made
staff-numbers-opened = Opened
staff-numbers-admitted = Let in
staff-numbers-best-sharers = The best sharers
staff-numbers-table-of = Table: { $name }
staff-numbers-of-site = Only the site { $name }
staff-numbers-of-author = Only articles by { $name }
staff-numbers-of-topic = Only articles about { $name }
staff-numbers-of-article = Only the article “{ $name }”
staff-numbers-of-all = Show everything
staff-numbers-show = Show
staff-numbers-sources = Where new members came from
staff-numbers-sources-words = By what they came for, and by the page that led them to the one where they gave their address, where their browser told it.
staff-numbers-by-article = By article
staff-numbers-by-author = By author
staff-numbers-by-topic = By topic
staff-numbers-by-referrer = By site
staff-numbers-by-campaign = By campaign
