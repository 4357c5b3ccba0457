# What a reader is told when a page cannot be shown.

error-reference = Référence <code>{ $id }</code>

error-400 = La demande est arrivée incomplète
error-400-words = Nous n’avons pas compris la forme de cette demande. Veuillez revenir en arrière et réessayer.
error-403 = Vous n’avez pas accès à cette page
error-403-words = Il faut peut-être vous connecter, ou venir ici depuis l’une de nos pages.
error-404 = Il n’y a rien ici
error-404-words = La page a peut-être été déplacée, ou une faute de frappe s’est glissée dans l’adresse.
error-405 = Cela ne se fait pas ici
error-405-words = Cette adresse n’accepte pas ce genre de demande.
error-408 = Cela a pris trop de temps
error-408-words = Veuillez réessayer.
error-410 = C’est terminé
error-410-words = Ce qui se trouvait à cette adresse a pris fin.
error-413 = C’est trop volumineux
error-413-words = Veuillez en envoyer moins à la fois.
error-415 = Ce n’est pas un formulaire
error-415-words = Cette adresse n’accepte qu’un formulaire venu de nos pages.
error-421 = C’est un autre site
error-421-words = Cette adresse n’appartient à aucun des sites qui se trouvent ici.
error-429 = Beaucoup de demandes en peu de temps
error-429-words = Veuillez attendre un peu, puis réessayer.
error-503 = Le service n’est pas tout à fait prêt
error-503-words = Un élément dont cette page a besoin ne répond pas. Veuillez réessayer dans une minute.
error-of-request = Cela n’a pas fonctionné
error-of-request-words = Veuillez revenir en arrière et réessayer.
error-of-ours = Un problème est survenu
error-of-ours-words = C’est notre faute, et nous en avons pris note. Veuillez réessayer dans une minute.

bad-form = Un champ du formulaire manque, figure deux fois ou est illisible. Veuillez revenir en arrière et réessayer.
bad-news-answer = La réponse au sujet des nouvelles doit être oui ou non.
bad-name-answer = La réponse au sujet de votre nom doit être oui ou non.
bad-page-zero = Les pages se comptent à partir de 1.
bad-page = La page doit être un seul nombre, compté à partir de 1.
gated-file = Ce fichier fait partie de la suite d’un article, réservée aux membres. Ouvrez l’article pour continuer.
