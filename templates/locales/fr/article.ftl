# An article, its author, and what stands around the text.

article-by = Par <a rel="author" href="{ $path }">{ $name }</a>
article-updated = Mis à jour le { $day }
article-minutes = { $count } min de lecture
article-free-to-members = Gratuit pour les membres
article-free-to-read = En libre accès

# Above the title, unless the publisher has words for it.
article-kind-guide = Guide
article-kind-review = Critique
article-kind-interview = Entretien
article-kind-blog = Blog

article-contents = Dans cet article
article-topics = Thèmes

article-series-part = Partie { $number } sur { $count } de la série <a href="#series">{ $name }</a>
article-series = La série : { $name }
article-series-this = Vous lisez cette partie.

article-neighbors = Avant et après
article-previous = Article précédent
article-next = Article suivant
article-previous-part = Partie précédente
article-next-part = Partie suivante
article-recommended = À lire ensuite

# Who wrote it.
author-about = Qui signe cet article
author-more = D’autres articles signés { $name }
author-link = { $label }<span class="unseen">, { $name }</span>

# For a reader who is not a member.
article-guest = Quelqu’un partage cet article avec vous. Vous pouvez le lire gratuitement, sans inscription.
article-guest-named = { $name } partage cet article avec vous. Vous pouvez le lire gratuitement, sans inscription.
article-guest-given = Quelqu’un partage cet article avec vous. Vous pouvez le lire gratuitement.
article-guest-given-named = { $name } partage cet article avec vous. Vous pouvez le lire gratuitement.
article-asked = Cet article est ouvert pendant un jour dans ce navigateur. Pour lire les autres, confirmez votre adresse avec notre courriel. <a href="/-/sign-in/sent">Saisir le code</a>
article-free-last = C’était votre dernier article gratuit pour le moment. <a href="/-/join">Les membres les lisent tous, gratuitement</a>
article-free-left = Il vous reste { $count ->
    [one] { $count } article gratuit
   *[other] { $count } articles gratuits
  }. <a href="/-/join">Les membres les lisent tous, gratuitement</a>
article-join = Aimeriez-vous lire aussi les autres ? <a href="{ $link }">Devenez membre ou connectez-vous</a>. C’est gratuit, et il suffit de votre adresse électronique.
article-join-providers = Aimeriez-vous lire aussi les autres ? <a href="{ $link }">Devenez membre ou connectez-vous</a>. C’est gratuit, et il suffit d’un compte que vous avez déjà, ou de votre adresse électronique.
article-join-given = Aimeriez-vous lire aussi les autres ? Confirmez votre adresse avec notre courriel : <a href="/-/sign-in/sent">saisissez le code</a>, ou ouvrez le lien qu’il contient.
