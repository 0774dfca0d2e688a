import type { Translation } from './en.ts';

/** Spanish, as most of Latin America and the United States read it; the reader is `usted`. */
export const es: Translation = {
  words: {
    'chat.name': 'Chat seguro',
    'chat.loading': 'Abriendo su conversación segura…',
    'chat.emergency':
      'No es para emergencias. Si necesita ayuda de inmediato, llame al número de emergencias de su zona, como el 911 o el 112.',

    'header.nobody': 'Chat seguro',
    'topic.clinical': 'Equipo médico',
    'topic.scheduling': 'Citas',
    'topic.billing': 'Facturación',

    'role.patient': 'Paciente',
    'role.caregiver': 'Persona cuidadora',
    'role.clinician': 'Profesional de salud',
    'role.front-desk': 'Recepción',
    'role.billing': 'Facturación',
    'role.interpreter': 'Intérprete',
    'role.compliance': 'Cumplimiento normativo',
    'role.service': 'Servicio automático',
    'member.you': 'Usted',

    'encryption.note': 'Cifrado de extremo a extremo',
    'encryption.who': 'quién puede leer esto',
    'sheet.title': 'Quién puede leer esto',
    'sheet.intro':
      'Los mensajes se cierran con llave en el dispositivo de quien los envía y solo se abren en los dispositivos de esta lista. El servicio que los transporta no puede leerlos.',
    'sheet.members': { one: '{count} persona', many: '{count} de personas', other: '{count} personas' },
    'sheet.devices': {
      one: '{count} dispositivo',
      many: '{count} de dispositivos',
      other: '{count} dispositivos',
    },
    'sheet.this-device': 'Este dispositivo',
    'sheet.device': 'Dispositivo {id}',
    'sheet.awaited': 'Aún no han entrado',
    'sheet.awaited-about': 'Podrán leer lo que se escribe aquí en cuanto abran esta conversación.',
    'sheet.awaited-unnamed': 'Nombre aún desconocido',
    'sheet.code': 'Código de seguridad',
    'sheet.code-how':
      'En una llamada o en una consulta, léanse estos números en voz alta. Si todos ven los mismos seis grupos, nadie más está escuchando. Si son diferentes, deje de escribir y avise a la clínica.',
    'sheet.code-none':
      'El código de seguridad aparece en cuanto este dispositivo se haya unido a la conversación.',
    'sheet.suite': 'Cifrado',
    'sheet.storage': 'Almacenamiento',
    'sheet.storage-memory':
      'No se guarda nada en este dispositivo. Al cerrar la página se olvidan sus claves.',
    'sheet.storage-durable': 'Las claves se guardan en este dispositivo, protegidas. Los mensajes no.',
    'sheet.sound': 'Reproducir un sonido suave cuando llegue un mensaje',
    'sheet.close': 'Cerrar',
    'bell.choice': 'Avisarme de mensajes nuevos cuando esta página esté cerrada',
    'bell.about':
      'El aviso solo dice que hay un mensaje: ni quién lo escribió ni qué dice. El servicio de notificaciones de su navegador sabe que llegó algo, y cuándo.',
    'bell.blocked':
      'Las notificaciones están bloqueadas para este sitio web. Permítalas primero en los ajustes del navegador.',
    'bell.install': 'Primero añada esta página a la pantalla de inicio y ábrala desde allí.',
    'bell.unable': 'Este navegador no puede avisarle aquí.',
    'bell.notice': 'Tiene un mensaje seguro nuevo',
    'device.added': 'Añadido el {date}',
    'device.remove': 'Quitar',
    'device.remove-which': 'Quitar el dispositivo {id}',
    'device.remove-own':
      '¿Quitar su dispositivo {id}? No podrá leer nada de lo que se escriba a partir de entonces. Si lo perdió o se lo robaron, cierre también su sesión en el portal.',
    'device.remove-other':
      '¿Quitar el dispositivo {id} de {name}? No podrá leer nada de lo que se escriba a partir de entonces.',
    'device.removing': 'Quitando…',
    'device.removed': 'Se quitó el dispositivo.',
    'confirm.cancel': 'Cancelar',

    'compare.start': 'Comparar códigos',
    'compare.start-which': 'Comparar el código de seguridad con {name}',
    'compare.done': 'Código de seguridad comparado el {date}',
    'compare.again': '{name} tiene un dispositivo nuevo desde que compararon. Compárenlo otra vez.',
    'compare.title': 'Comparar con {name}',
    'compare.how':
      'Llame a {name} o véanse en persona. Una persona lee un grupo en voz alta, la otra lo comprueba aquí, y luego el siguiente. Solo cuenta si usted conoce la voz o la cara.',
    'compare.group': 'Grupo {number}: {digits}.',
    'compare.same': 'Los seis son iguales',
    'compare.differ': 'Son diferentes',
    'compare.differ-what':
      'Mírenlo otra vez cuando ambos estén conectados. Si siguen siendo diferentes, puede que alguien más esté leyendo: no escriba nada más aquí y avise a la clínica por teléfono.',
    'compare.changed':
      'El código acaba de cambiar, porque cambiaron las claves de alguien. Empiecen de nuevo por el primer grupo.',

    'leave.ask': 'Salir de la conversación',
    'leave.question':
      '¿Salir de esta conversación con todos sus dispositivos? Se avisa a todos los que están en ella. Lo que este dispositivo guarda de ella se borra; lo que usted escribió queda con los demás.',
    'leave.waiting': 'Saliendo, en cuanto se pueda avisar a los demás…',
    'leave.member': 'Ha salido y se está retirando su acceso',

    'vault.title': 'Mensajes en un dispositivo nuevo',
    'vault.portal':
      'Su centro de atención guarda una clave de recuperación para que sus mensajes vuelvan en un dispositivo nuevo. El servicio que los transmite no la tiene.',
    'vault.unknown': 'Buscando su copia de seguridad…',
    'vault.none':
      'Si pierde este dispositivo, sus mensajes no podrán volver. Una llave de acceso o un código de recuperación lo evita. Solo usted lo tiene.',
    'vault.locked':
      'Los mensajes anteriores están bloqueados. Desbloquéelos con lo que configuró en otro dispositivo.',
    'vault.open': 'Copia guardada y comprobada. En un dispositivo nuevo, usted desbloquea sus mensajes con:',
    'vault.rolled-back':
      'El servicio devolvió una copia más antigua que la que conoce esta conversación. No se usa. Avise a la clínica.',
    'vault.way-code': 'Código de recuperación',
    'vault.way-passkey': 'Llave de acceso',
    'vault.make-passkey': 'Usar una llave de acceso',
    'vault.make-code': 'Crear un código de recuperación',
    'vault.use-passkey': 'Desbloquear con una llave de acceso',
    'vault.unlock': 'Desbloquear',
    'vault.anew': 'Lo he perdido: empezar de nuevo',
    'vault.anew-warn':
      'Los mensajes anteriores seguirán cerrados aquí, a menos que alguien de la conversación esté presente para compartirlos.',
    'vault.code-once':
      'Anote este código y guárdelo bien. Se muestra solo esta vez, y nadie puede volver a dárselo.',
    'vault.copy': 'Copiar',
    'vault.copied': 'Copiado',
    'vault.saved': 'Ya lo guardé',
    'vault.back': 'Atrás',
    'vault.busy': 'Un momento…',
    'vault.code-slip': 'Eso no es un código de recuperación. Busque una letra equivocada o que falte.',
    'vault.passkey-none':
      'Esta llave de acceso no se pudo usar aquí. Inténtelo de nuevo o cree un código de recuperación.',

    'list.name': 'Mensajes',
    'list.earlier': 'Mostrar mensajes anteriores',
    'list.loading': 'Cargando mensajes anteriores…',
    'list.withheld':
      'Los mensajes anteriores aún no se han compartido con este dispositivo. Aparecerán aquí en cuanto se compartan.',
    'list.cut':
      'Aquí empieza una nueva parte de esta conversación. Los mensajes anteriores no se comparten con este dispositivo.',
    'list.locked': 'Los mensajes anteriores están bloqueados en este dispositivo.',
    'list.empty-title': 'Aún no hay mensajes',
    'list.empty': 'Escriba el primero aquí abajo. Solo las personas de esta conversación pueden leerlo.',
    'day.today': 'Hoy',
    'day.yesterday': 'Ayer',
    'search.name': 'Buscar mensajes',
    'search.close': 'Cerrar la búsqueda',
    'search.hint': 'Lo que busca no sale de este dispositivo.',
    'search.looking': 'Buscando…',
    'search.found': {
      one: '{count} mensaje encontrado.',
      many: '{count} de mensajes encontrados.',
      other: '{count} mensajes encontrados.',
    },
    'search.none': 'No se encontró nada.',
    'search.earlier': 'Buscar en mensajes anteriores',
    'search.cut': 'Ahora no se puede buscar en los mensajes anteriores.',
    'jump.latest': 'Ir al último mensaje',
    'jump.new': {
      one: '{count} mensaje nuevo',
      many: '{count} de mensajes nuevos',
      other: '{count} mensajes nuevos',
    },

    'message.from': '{name}:',
    'message.said': '{name} dice:',
    'message.many': {
      one: '{count} mensaje nuevo',
      many: '{count} de mensajes nuevos',
      other: '{count} mensajes nuevos',
    },
    'state.pending': 'Enviando…',
    'state.waiting': 'En espera de envío',
    'state.stored': 'Enviado',
    'state.delivered': 'Entregado',
    'state.read': 'Leído',
    'state.refused': 'No enviado',
    'message.resend': 'Enviar de nuevo',
    'message.discard': 'Eliminar',
    'message.refused-announcement': 'Un mensaje no se envió.',

    'actions.name': 'Acciones del mensaje',
    'action.react': 'Reaccionar',
    'action.reply': 'Responder',
    'action.copy': 'Copiar texto',
    'action.edit': 'Editar',
    'action.copied': 'Copiado.',
    'action.reach': 'Quién lo ha leído',
    'reach.read': 'Leído por',
    'reach.delivered': 'Entregado a',
    'reach.waiting': 'Aún sin entregar a',
    'quote.before': 'En respuesta a',
    'quote.away': 'Un mensaje anterior',
    'edited.mark': 'Editado',
    'edited.saving': 'Guardando…',
    'edited.earlier': 'Versiones anteriores',
    'edited.refused': 'Cambio no enviado',
    'fold.more': 'Mostrar más',
    'fold.less': 'Mostrar menos',
    'about.reply': 'Respuesta a {name}',
    'about.edit': 'Editar mensaje',
    'about.cancel': 'Cancelar',
    'composer.save': 'Guardar',
    'composer.files': 'Todavía no se pueden enviar archivos. Copie y pegue texto en su lugar.',

    'writing.one': '{name} está escribiendo…',
    'writing.many': {
      one: '{count} persona está escribiendo…',
      many: '{count} de personas están escribiendo…',
      other: '{count} personas están escribiendo…',
    },
    'present.here': {
      one: 'presente ahora',
      many: '{count} de presentes ahora',
      other: '{count} presentes ahora',
    },

    'removed.you': 'Usted eliminó un mensaje',
    'removed.by': '{name} eliminó un mensaje',
    'removed.expired': 'Un mensaje ha caducado',
    'action.remove': 'Eliminar para todos',
    'action.remove-sure': '¿Eliminar? El texto se borra para todos.',

    'notice.joined': '{name} se unió a la conversación',
    'notice.left': '{name} salió de la conversación',
    'notice.device-added': '{name} agregó un dispositivo',
    'notice.device-removed': '{name} quitó un dispositivo',
    'notice.rejoined': '{name} volvió a entrar desde un dispositivo nuevo',
    'notice.compare-again': 'Compare otra vez el código de seguridad',
    'notice.revoked': 'El portal retiró el acceso de {name}',
    'notice.device-revoked': 'El portal retiró el acceso de un dispositivo de {name}',
    'notice.you-revoked': 'El portal retiró su acceso',
    'notice.you-device-revoked': 'El portal retiró el acceso de uno de sus dispositivos',
    'notice.you-joined': 'Usted se unió a la conversación',
    'notice.you-left': 'Usted salió de la conversación',
    'notice.you-device-added': 'Usted agregó un dispositivo',
    'notice.you-device-removed': 'Usted quitó un dispositivo',
    'notice.you-rejoined': 'Usted volvió a entrar desde un dispositivo nuevo',

    'tools.name': 'Ayudas para escribir',
    'templates.name': 'Plantillas',
    'templates.find': 'Buscar una plantilla',
    'life.name': 'Borrar los mensajes',
    'life.off': 'Conservar los mensajes',
    'life.for': 'Borrar tras {time}',
    'life.left': 'Se borra {when}',

    'hours.answers': 'El equipo responde en un plazo de {time}.',
    'hours.working-days': {
      one: '{count} día hábil',
      many: '{count} de días hábiles',
      other: '{count} días hábiles',
    },
    'hours.open': 'Abierto ahora, hasta: {when}.',
    'hours.opens': 'Cerrado ahora. Abre: {when}.',
    'hours.closed': 'Cerrado ahora.',
    'hours.at': '{day}, {time}',

    'composer.name': 'Mensaje',
    'composer.placeholder': 'Mensaje',
    'composer.send': 'Enviar',
    'composer.hint-keys': 'Presione Entrar para enviar, o Mayús y Entrar para una línea nueva.',
    'composer.left': {
      one: 'Queda {count} carácter',
      many: 'Quedan {count} de caracteres',
      other: 'Quedan {count} caracteres',
    },
    'composer.over': {
      one: 'Sobra {count} carácter',
      many: 'Sobran {count} de caracteres',
      other: 'Sobran {count} caracteres',
    },
    'composer.read-only':
      'Puede leer esta conversación, pero no escribir en ella. Para hablar con alguien, comuníquese con la clínica.',
    'composer.failed': 'No se guardó; por eso su texto sigue aquí. {reason}',

    'connection.offline': 'No tiene conexión a internet.',
    'connection.lost': 'Se perdió la conexión.',
    'connection.kept': 'Lo que escriba se guarda y se envía cuando vuelva la conexión.',
    'connection.trying': 'Conectando de nuevo…',
    'connection.retry': {
      one: 'Nuevo intento en {count} segundo.',
      many: 'Nuevo intento en {count} de segundos.',
      other: 'Nuevo intento en {count} segundos.',
    },
    'connection.try-now': 'Intentar ahora',
    'connection.back': 'Conectado de nuevo.',
    'storage.memory':
      'Este navegador no permite que el chat guarde sus claves. Puede leer y escribir mientras esta página siga abierta.',
    'storage.dismiss': 'Entendido',

    'status.failed': 'No se puede abrir la conversación',
    'status.ended': 'Esta conversación terminó',
    'status.locked': 'Bloqueado',
    'status.locked-why': 'Sus mensajes están ocultos. Desbloquee para seguir leyendo.',
    'status.unlock': 'Desbloquear',
    'status.idle': 'La conversación está cerrada',
    'status.idle-why': 'Ábrala para leer y escribir mensajes.',
    'status.open': 'Abrir',
    'status.anew': 'Dar claves nuevas a este dispositivo',
    'status.left': 'Usted salió de esta conversación',
    'status.rejoin': 'Volver a entrar',
    'status.retry': 'Intentar de nuevo',
    'status.code': 'Código: {code}',

    'setting.relay': 'relay debe ser una dirección https sin ruta, por ejemplo https://relay.example.',
    'setting.tenant': 'tenant debe tener de 1 a 64 letras minúsculas, dígitos o guiones.',
    'setting.conversation':
      'conversation debe ser un identificador de 43 letras, dígitos, guiones o guiones bajos.',
    'setting.passport':
      'passport-url debe ser una dirección del portal, o la propiedad getPassport una función.',
    'setting.rooms': 'rooms-url debe ser una dirección del portal, o la propiedad getRooms, una función.',
    'setting.layout': 'layout debe ser panel, launcher o visit.',
    'setting.isolation':
      'isolation debe ser inline o frame, y frame necesita un relay en un origen distinto del de la página, permitido en frame-src por la Content-Security-Policy de la página.',

    'list.unread': 'Mensajes nuevos',
    'launcher.name': 'Mensajes',
    'launcher.unread': {
      one: '{count} mensaje nuevo',
      many: '{count} de mensajes nuevos',
      other: '{count} mensajes nuevos',
    },
    'launcher.close': 'Cerrar los mensajes',
    'visit.pop-out': 'Abrir en una ventana pequeña',
    'visit.popped': 'La conversación está en su propia ventana pequeña.',
    'visit.pop-in': 'Traerla de vuelta aquí',
    'inbox.name': 'Conversaciones',
    'inbox.loading': 'Abriendo sus conversaciones…',
    'inbox.back': 'Todas las conversaciones',
    'inbox.choose': 'Elija una conversación',
    'inbox.empty-title': 'Todavía no hay conversaciones',
    'inbox.empty': 'Cuando la clínica abra una para usted, aparecerá aquí.',

    'error.other': 'Algo salió mal. Intente de nuevo y, si vuelve a pasar, avise a la clínica.',
  },
  errors: {
    'frame-malformed': 'El servicio no entendió a esta aplicación. Vuelva a cargar la página.',
    'frame-unknown': 'Esta página no está al día. Vuelva a cargarla para tener la versión más nueva.',
    'frame-too-large': 'Esto es demasiado grande para enviarlo. Divídalo en mensajes más cortos.',
    'frame-out-of-order': 'El servicio no entendió a esta aplicación. Vuelva a cargar la página.',
    'version-unsupported': 'Esta página no está al día. Vuelva a cargarla para tener la versión más nueva.',
    'request-malformed': 'El servicio no entendió a esta aplicación. Vuelva a cargar la página.',
    'not-found': 'Esta conversación no existe. Ábrala otra vez desde el portal.',
    'stale-epoch': 'La conversación cambió mientras se enviaba esto. Envíelo de nuevo.',
    'epoch-taken': 'La conversación cambió mientras se enviaba esto. Envíelo de nuevo.',
    'id-skipped': 'Primero tienen que salir los mensajes anteriores. Envíelo de nuevo.',
    'id-conflict': 'Esto ya se envió de otra forma. Elimínelo y escríbalo de nuevo.',
    'envelope-foreign': 'Esto no se pudo enviar aquí. Elimínelo y escríbalo de nuevo.',
    'commit-foreign': 'Este dispositivo no pudo unirse. Vuelva a cargar la página.',
    'link-refused': 'No se pudieron compartir los mensajes anteriores.',
    'deposit-refused': 'No se pudo guardar una copia de seguridad de estos mensajes.',
    'vault-refused': 'Otro de sus dispositivos fue más rápido. Mire de nuevo y luego decida.',
    'bell-refused':
      'Aquí no se pudieron activar las notificaciones: el servicio no conoce el servicio push de este navegador.',
    'void-refused': 'No se pudo deshacer un cambio de claves.',
    'group-refused':
      'Se rechazó un cambio de claves del grupo porque no todos podían seguirlo. Si vuelve a pasar, avise a la clínica.',
    'slow-down': 'Fueron muchos mensajes a la vez. Espere un momento y envíelo de nuevo.',
    'reader-stalled': 'La conexión era demasiado lenta. Se abre de nuevo por sí sola.',
    'room-full': 'Esta conversación está llena. Comuníquese con la clínica.',
    'not-permitted': 'Usted no tiene permiso para escribir en esta conversación. Comuníquese con la clínica.',
    'passport-malformed': 'El portal no pudo confirmar quién es usted. Inicie sesión en el portal otra vez.',
    'passport-untrusted': 'El portal no pudo confirmar quién es usted. Inicie sesión en el portal otra vez.',
    'passport-expired': 'Su sesión venció. Inicie sesión en el portal otra vez.',
    'passport-elsewhere': 'Su sesión es para otra conversación. Abra esta desde el portal.',
    'passport-device': 'Su sesión es para otro dispositivo. Inicie sesión en el portal otra vez.',
    'proof-invalid':
      'No se pudo confirmar este dispositivo. Revise que la fecha y la hora estén bien y vuelva a cargar la página.',
    'clock-off': 'El reloj de este dispositivo no está en hora. Se usará la hora del servicio.',
    'proof-replayed': 'No se pudo confirmar este dispositivo. Vuelva a cargar la página.',
    'ticket-invalid': 'Su sesión venció. Vuelva a cargar la página.',
    'session-expired': 'Su sesión venció. Vuelva a cargar la página.',
    'session-replaced':
      'La conversación se abrió en otra ventana. Continúe allí o vuelva a cargar esta página.',
    'revocation-invalid':
      'Algo aquí afirmaba que el portal había retirado el acceso de alguien. El portal no lo dijo, y se rechazó. Avise a la clínica.',
    revoked: 'Se le quitó el acceso. Si cree que es un error, comuníquese con la clínica.',
    'tenant-unknown': 'El servicio no conoce a esta clínica. Avise a la clínica.',
    'tenant-unreachable':
      'En este momento no se puede confirmar su sesión con la clínica. Intente de nuevo en un momento.',
    'origin-refused': 'Este sitio web no tiene permiso para abrir la conversación. Avise a la clínica.',
    internal: 'Algo salió mal. Intente de nuevo y, si vuelve a pasar, avise a la clínica.',
    'mls-malformed':
      'Las claves del grupo no coinciden. Vuelva a cargar la página y, si sigue igual, avise a la clínica.',
    'mls-unsupported': 'Esta página no está al día. Vuelva a cargarla para tener la versión más nueva.',
    'mls-invalid':
      'No se pudo verificar un cambio en el grupo y se rechazó. Vuelva a cargar la página y, si sigue igual, avise a la clínica.',
    'mls-stale-epoch': 'La conversación avanzó. Vuelva a cargar la página para ponerse al día.',
    'group-rule':
      'Un cambio en el grupo no cumplió sus reglas y se rechazó. No escriba nada más aquí y avise a la clínica.',
    'group-elsewhere': 'Estas claves son de otra conversación. Abra esta desde el portal.',
    'group-diverged':
      'Este dispositivo y los demás ya no coinciden sobre el grupo. Vuelva a cargar la página para unirse otra vez.',
    left: 'En este dispositivo no se guarda nada de ella. Si vuelve a entrar, se avisa a todos.',
    'group-removed':
      'Usted ya no participa en esta conversación. Si cree que es un error, comuníquese con la clínica.',
    'log-gap': 'Faltan mensajes aquí. Se están pidiendo de nuevo.',
    'log-forked':
      'El servicio le mostró a este dispositivo los mensajes en un orden distinto al de antes. No escriba nada más aquí y avise a la clínica.',
    'envelope-malformed': 'Un mensaje llegó dañado y no se puede mostrar. Pida que se lo envíen de nuevo.',
    'envelope-wrong-epoch':
      'Un mensaje se cerró con claves de otro momento y se rechazó. Pida que se lo envíen de nuevo.',
    'envelope-unkeyed':
      'Un mensaje no se puede abrir en este dispositivo. Se envió antes de que este dispositivo se uniera.',
    'envelope-forged':
      'Algo que llegó aquí no lo escribió nadie de esta conversación y se rechazó. Si vuelve a pasar, avise a la clínica.',
    'envelope-replayed': 'Un mensaje viejo se envió aquí por segunda vez y se rechazó.',
    'envelope-gap': 'Puede faltar un mensaje antes de este punto. Si parece que falta algo, pídalo de nuevo.',
    'message-unknown': 'Este mensaje necesita una versión más reciente de esta página. Vuelva a cargarla.',
    'target-invalid': 'Alguien cambió o respondió aquí algo que no concuerda. Se rechazó.',
    'entry-withheld':
      'Aquí se retiró un mensaje y nadie de esta conversación lo ha firmado. Pida que se envíe de nuevo y avise a la clínica.',
    'link-invalid': 'No se pudieron verificar los mensajes anteriores, por eso no se muestran.',
    'record-invalid': 'No se muestran los mensajes anteriores: no se puede verificar quién los escribió.',
    'vault-locked': 'Eso no desbloquea sus mensajes.',
    'vault-rolled-back':
      'El servicio devolvió una copia más antigua que la que conoce esta conversación. No se usó. Avise a la clínica.',
    'portal-unreachable': 'No hay conexión con el portal. Revise su conexión a internet.',
    'portal-refused': 'El portal no le dejó entrar. Inicie sesión en el portal otra vez.',
    'portal-changed': 'Las claves del portal cambiaron y no se pudieron confirmar. Avise a la clínica.',
    'person-changed': 'Ahora hay otra persona con la sesión iniciada en el portal.',
    'portal-invalid':
      'No se pudo leer la lista de conversaciones del portal. Inténtelo de nuevo y avise a la clínica si vuelve a ocurrir.',
    'roster-invalid':
      'No se pudo verificar la lista del portal con las personas que pueden entrar. Quien aún no haya entrado no podrá leer lo que se escriba ahora. Avise a la clínica.',
    'roster-rolled-back':
      'El portal dio una lista de las personas que pueden entrar más antigua que la que conoce este dispositivo. No se usa. Avise a la clínica.',
    'relay-unreachable': 'No hay conexión con el servicio de chat. Revise su conexión a internet.',
    'relay-invalid':
      'El servicio de chat dio una respuesta que no se entiende. Intente de nuevo en un momento.',
    'storage-unavailable':
      'Este navegador no permite que el chat guarde sus claves. Permita los datos del sitio o salga del modo privado.',
    'device-copied':
      'Las claves de este dispositivo se usaron en otro lugar: su almacenamiento se copió o se restauró de una copia de seguridad. Dé claves nuevas a este dispositivo y avise a la clínica si no lo esperaba.',
    'storage-broken': 'Falló el almacenamiento de este dispositivo. Libere espacio y vuelva a intentarlo.',
    'text-too-long': 'El mensaje es demasiado largo. Divídalo en dos.',
    'outbox-full': 'Hay demasiados mensajes por enviar. Espere a tener conexión otra vez.',
    'setting-invalid': 'Este chat no está bien configurado. Avise a la clínica.',
    'browser-unsupported':
      'Este navegador es demasiado antiguo para el chat cifrado. Actualícelo o use otro.',
  },
};
