# The page that says what membership is.

join-title = Devenir membre
join-description = Être membre de { $site } est gratuit et ne demande pas de mot de passe. Une adresse électronique ouvre tous les articles.
join-heading = Lisez tout, gratuitement
join-standfirst = { $count ->
    [0] Être membre de { $site } ne coûte rien.
    [one] Être membre de { $site } ne coûte rien. Vous pourrez lire l’unique article réservé aux membres.
   *[other] Être membre de { $site } ne coûte rien. Vous pourrez lire les { $count } articles réservés aux membres.
 }
join-form-heading = Devenez membre
join-form-heading-programme = Rejoignez { $programme }
join-button = Devenir membre
join-form-note = Nous vous envoyons un courriel avec un lien et un code. Utilisez l’un ou l’autre, et vous y êtes. Il n’y a pas de mot de passe. Déjà membre ? La connexion se fait de la même manière.
join-member-heading = Vous êtes membre
join-member-words = Tous les articles vous sont ouverts. <a href="{ $front }">Continuez à lire sur la page d’accueil</a>, ou voyez <a href="{ $account }">votre compte</a>.
join-count-heading = Réservé aux membres
join-kind-article = { $count ->
    [one] <strong>{ $count }</strong> article
   *[other] <strong>{ $count }</strong> articles
 }
join-kind-guide = { $count ->
    [one] <strong>{ $count }</strong> guide
   *[other] <strong>{ $count }</strong> guides
 }
join-kind-review = { $count ->
    [one] <strong>{ $count }</strong> critique
   *[other] <strong>{ $count }</strong> critiques
 }
join-kind-interview = { $count ->
    [one] <strong>{ $count }</strong> entretien
   *[other] <strong>{ $count }</strong> entretiens
 }
join-kind-blog = { $count ->
    [one] <strong>{ $count }</strong> billet de blog
   *[other] <strong>{ $count }</strong> billets de blog
 }
join-get-heading = Ce que vous y gagnez
join-get-articles = Tous les articles, jusqu’à la dernière ligne, sur tous vos appareils.
join-get-password = Aucun mot de passe à inventer, à oublier ou à perdre.
join-get-news = Des nouvelles par courriel seulement si vous le demandez.
join-get-data = Vos données restent les vôtres : téléchargez-les ou effacez-les à tout moment.
join-sites-heading = Une adhésion, { $count } sites
join-sites-words = Devenez membre une fois, et lisez sur tous ces sites :
join-questions-heading = Questions et réponses
join-free-question = Est-ce vraiment gratuit ?
join-free-answer = Oui. Nous demandons une adresse électronique et rien d’autre. Pas de carte bancaire, pas d’essai qui prend fin.
join-address-question = Pourquoi demandez-vous mon adresse ?
join-address-answer = C’est avec elle que vous vous connectez, et elle nous dit qu’une personne est en train de lire. Nous ne vous écrivons qu’au sujet de votre adhésion, sauf si vous demandez des nouvelles.
join-password-question = Comment se connecter sans mot de passe ?
join-password-answer = Vous donnez votre adresse, et nous y envoyons un courriel. Ouvrez le lien qu’il contient, ou saisissez son code. L’un et l’autre sont valables peu de temps, et une seule fois.
join-password-answer-providers = Vous donnez votre adresse, et nous y envoyons un courriel. Ouvrez le lien qu’il contient, ou saisissez son code. L’un et l’autre sont valables peu de temps, et une seule fois. Ou continuez avec un compte que vous avez déjà.
join-provider-question = Que se passe-t-il si je continue avec un compte que j’ai déjà ?
join-provider-answer = Il nous dit qui vous y êtes et, en général, votre adresse électronique. Nous ne voyons jamais son mot de passe, et nous n’y écrivons rien. Votre adresse vous permettra toujours de vous connecter.
join-letter-question = Le courriel n’arrive pas. Que faire ?
join-letter-answer = Regardez d’abord parmi vos courriels indésirables. Vérifiez ensuite qu’il n’y a pas de faute de frappe dans l’adresse, et <a href="{ $link }">redemandez-en un</a>.
join-leave-question = Comment partir ?
join-leave-answer = Ouvrez votre compte et supprimez-le. Tout ce que nous conservons à votre sujet est effacé aussitôt.
