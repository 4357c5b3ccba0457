# What the demo alone has.

demo-letters-title = Courriels de la démo
demo-letters = Courriels
demo-letters-words = La démo n’envoie rien. Chaque courriel qu’elle enverrait se trouve ici, le plus récent en premier.
demo-letters-to = À { $address }, le { $date }
demo-letters-none = Pas encore de courriel. <a href="{ $link }">Connectez-vous</a> avec l’adresse de votre choix, et le premier apparaîtra ici.
demo-letters-all = Tous les courriels
demo-letter-links = Liens de ce courriel
demo-letter-text = Le courriel en texte
demo-letter-html = Voir en HTML

demo-account = Compte de démo
demo-account-choose = Choisissez un compte
demo-account-asks = { $site } demande qui vous êtes.
demo-account-stands-for = Cette page tient lieu de Google, d’Apple ou d’un autre fournisseur. Elle n’existe que dans la démo.
demo-account-make = Inventez-en un
demo-account-or-make = Ou inventez-en un
demo-account-name = Nom
demo-account-no-name = Veuillez saisir un nom.
demo-account-address-hint = Laissez ce champ vide pour un compte qui ne communique pas d’adresse.
demo-account-verified = Ce compte a vérifié l’adresse
demo-account-cancel = Annuler
demo-account-refused = Le compte de démo ne peut pas continuer
