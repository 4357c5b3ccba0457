# The discussion under an article, its letters, and what staff see of it.

comment-heading = Conversación
comment-count = { $count ->
    [one] { $count } comentario
   *[other] { $count } comentarios
}
comment-count-wall = { $count ->
    [one] { $count } comentario; los miembros pueden leerlo.
   *[other] { $count } comentarios; los miembros pueden leerlos.
}
comment-first = Sea la primera persona en comentar este artículo.
comment-none-yet = Nadie ha comentado este artículo todavía.
comment-sign-in-first = <a href="{ $link }">Inicie sesión o hágase miembro</a> para comentar. Es gratis.
comment-sign-in = Iniciar sesión o hacerse miembro
comment-policy = Lea, por favor, <a href="{ $link }">nuestras normas para los comentarios</a>.
comment-field = Su comentario
comment-field-answer = Su respuesta
comment-hint = Junto a él aparece el nombre de su cuenta. Puede usar *énfasis*, listas, citas y enlaces en Markdown.
comment-hint-unnamed = Aún no ha indicado ningún nombre, así que aparecerá como de un miembro. Puede usar *énfasis*, listas, citas y enlaces en Markdown.
comment-name = Su nombre
comment-name-hint = Se guarda en su cuenta y aparece junto a lo que escribe. Puede dejarlo vacío.
comment-letters = Recibir un correo cuando alguien responda
comment-submit = Publicar el comentario
comment-submit-answer = Publicar la respuesta
comment-by-member = Un miembro
comment-by-former = Un antiguo miembro
comment-edited = editado
comment-deleted = Quien escribió este comentario lo ha borrado.
comment-removed = Este comentario se ha retirado.
comment-held = Este comentario está en revisión.
comment-waits = Por ahora solo lo ve usted. Se publicará cuando lo hayamos revisado.
comment-answers = Respuestas
comment-more-answers = { $count ->
    [one] Ver la única respuesta
   *[other] Ver las { $count } respuestas
}
comment-thanks = { $count ->
    [one] { $count } agradecimiento
   *[other] { $count } agradecimientos
}
comment-thank = Dar las gracias
comment-thanked = Ya dio las gracias
comment-unthank-hint = Retirar su agradecimiento
comment-answer = Responder
comment-report = Denunciar
comment-report-field = ¿Qué tiene de malo?
comment-report-submit = Enviar la denuncia
comment-edit = Editar
comment-delete = Borrar
comment-delete-sure = Se borra para siempre. Las respuestas se quedan.
comment-delete-submit = Borrar mi comentario
comment-of = (comentario de { $name })
comment-newest = Más recientes primero
comment-best = Mejores primero
comment-order = Orden
comment-more = Más comentarios
comment-all = Ver la conversación completa
comment-waiting-heading = Sus comentarios pendientes

comment-page-title = Conversación sobre «{ $article }»
comment-back-to = Volver a «{ $article }»
comment-to-article = Volver al artículo
comment-back = Volver al comentario
comment-said-held = Gracias. Revisaremos su comentario antes de publicarlo.
comment-said-deleted = Su comentario se ha borrado.
comment-said-reported = Gracias. Revisaremos ese comentario.
comment-said-letters = Su decisión se ha guardado.

comment-error-empty = Escriba algo primero, por favor.
comment-error-long = Un comentario puede tener como máximo 16 KB, unas tres mil palabras.
comment-bad-page = Esta página no existe. Empiece por la primera, por favor.
comment-bad-decision = Esa decisión no existe.
comment-bad-letters = A la pregunta sobre los correos solo se puede responder sí o no.
comment-error-pace = Ha pasado muy poco tiempo desde el anterior. Espere un poco y envíelo de nuevo, por favor.

comment-stranger-heading = Inicie sesión para participar
comment-stranger-words = Aquí los miembros conversan sobre los artículos. La membresía es gratuita.
comment-blocked-heading = Ya no puede comentar aquí
comment-blocked-words = Hemos puesto fin a su participación en las conversaciones. Puede seguir leyendo como hasta ahora.
comment-gated-heading = Esta conversación es para quienes pueden leer el artículo
comment-gated-words = Un comentario puede citar el artículo, por eso lo lee solo quien puede leer este. La membresía es gratuita y abre ambas cosas.
comment-late-heading = Ya es tarde para cambiarlo
comment-late-words = Un comentario se puede cambiar durante 15 minutos. Puede borrarlo y escribir otro.
comment-pace-heading = Demasiadas veces seguidas
comment-pace-words = Espere un rato antes de volver a enviar algo, por favor.
comment-reason-heading = Díganos cuál es el problema, por favor
comment-reason-words = Unas pocas palabras nos ayudan a entender la denuncia; mil caracteres como máximo.
comment-typed = Lo que escribió

comment-edit-title = Editar su comentario
comment-edit-about = Está debajo de «{ $article }».
comment-edit-submit = Guardar el comentario
comment-edit-cancel = Dejarlo como está

comment-account-heading = Respuestas a sus comentarios
comment-account-yes = Le enviamos un correo cuando alguien responde a un comentario suyo.
comment-account-no = No le enviamos ningún correo cuando alguien responde a un comentario suyo.
comment-account-stop = Dejar de recibir estos correos
comment-account-start = Recibir estos correos

comment-unsubscribe-title = Dejar de recibir correos sobre respuestas
comment-unsubscribe-words = Ya no escribiremos a <strong>{ $address }</strong> cuando alguien responda a un comentario. Seguirá siendo miembro.
comment-unsubscribe-submit = Dejar de recibir estos correos
comment-unsubscribe-done-title = No más correos sobre respuestas
comment-unsubscribe-done = Ya no escribimos a <strong>{ $address }</strong> cuando alguien responde a un comentario.
comment-unsubscribe-front = Ir a la portada

comment-answer-subject = Alguien le ha respondido en { $site }
comment-answer-title = Alguien le ha respondido
comment-answer-by = { $name } ha respondido a su comentario sobre «{ $article }»:
comment-answer-by-member = Un miembro ha respondido a su comentario sobre «{ $article }»:
comment-answer-button = Leer la respuesta
comment-answer-why = Recibe este correo porque lo pidió al comentar.
comment-answer-stop = Dejar de recibir estos correos

comment-digest-subject = Hay comentarios pendientes en { $site }
comment-digest-title = Hay comentarios pendientes
comment-digest-held = { $count ->
    [0] No hay ninguno retenido.
    [one] Hay un comentario retenido.
   *[other] Hay { $count } comentarios retenidos.
}
comment-digest-reported = { $count ->
    [0] No se ha denunciado ninguno.
    [one] Se ha denunciado un comentario.
   *[other] Se han denunciado { $count } comentarios.
}
comment-digest-under = En «{ $article }»: { $count }
comment-digest-button = Revisarlos

comment-staff-title = Comentarios pendientes
comment-staff-lead = Lo que está retenido o se ha denunciado, primero lo más reciente. Lo que decida se guarda con su motivo.
comment-staff-none = No hay nada pendiente. Todo está atendido.
comment-staff-under = en <a href="{ $link }">{ $article }</a>
comment-staff-gone-article = en un artículo que ya no está
comment-staff-why-first = Retenido: aún no se ha aprobado ningún comentario de este miembro.
comment-staff-why-link = Retenido: es de un miembro nuevo y contiene un enlace.
comment-staff-why-all = Retenido: todos los comentarios esperan revisión.
comment-staff-reported = { $count ->
    [one] Denunciado una vez
   *[other] Denunciado { $count } veces
}
comment-staff-reason = Motivo
comment-staff-reason-hint = Se guarda con la decisión. Es necesario para retirar un comentario o impedir que alguien comente; quien lo escribió puede leerlo en sus datos.
comment-staff-approve = Aprobar
comment-staff-dismiss = Desestimar las denuncias
comment-staff-remove = Retirar
comment-staff-block = Impedir que esta persona comente
comment-staff-unblock = Permitir que comente de nuevo
comment-staff-blocked = Miembros que no pueden comentar
comment-staff-since = desde el { $date }
comment-staff-more-blocked = Ver más
comment-staff-bring-back = Restablecer
comment-staff-decisions = Últimas decisiones
comment-staff-action-approve = Aprobado
comment-staff-action-remove = Retirado
comment-staff-action-dismiss = Denuncias desestimadas
comment-staff-action-block = Miembro bloqueado
comment-staff-action-unblock = Miembro desbloqueado
comment-staff-by = por { $staff }, de la redacción, sobre { $subject }
comment-staff-no-reason = No se indicó ningún motivo.
comment-staff-done-approve = El comentario está aprobado.
comment-staff-done-remove = El comentario se ha retirado.
comment-staff-done-dismiss = Las denuncias están resueltas.
comment-staff-done-block = Quien lo escribió ya no puede comentar.
comment-staff-done-unblock = Ya puede comentar de nuevo.
comment-staff-error-changed = El texto ha cambiado desde que lo leyó. Léalo otra vez, por favor.
comment-staff-error-reason = Indique un motivo, por favor: se guarda con la decisión.
comment-staff-error-long = El motivo puede tener como máximo mil caracteres.
comment-staff-pages = Más comentarios pendientes
comment-staff-deleted = Su autor lo ha borrado después. Los lectores no lo ven; el texto queda aquí hasta que se resuelvan los avisos.
comment-staff-more-decisions = Decisiones anteriores
