import type { Translation } from './en.ts';

/** Tagalog as it is spoken, with the English words that everybody uses; respectful (`po` would tire in short texts). */
export const fil: Translation = {
  words: {
    'chat.name': 'Ligtas na chat',
    'chat.loading': 'Binubuksan ang ligtas ninyong usapan…',
    'chat.emergency':
      'Hindi ito para sa emergency. Kung kailangan ninyo ng tulong agad, tumawag sa emergency number sa inyong lugar, tulad ng 911 o 112.',

    'header.nobody': 'Ligtas na chat',
    'topic.clinical': 'Care team ninyo',
    'topic.scheduling': 'Iskedyul',
    'topic.billing': 'Bayarin',

    'role.patient': 'Pasyente',
    'role.caregiver': 'Tagapag-alaga',
    'role.clinician': 'Doktor o nars',
    'role.front-desk': 'Reception',
    'role.billing': 'Bayarin',
    'role.interpreter': 'Interpreter',
    'role.compliance': 'Tagasuri ng pagsunod',
    'role.service': 'Awtomatikong serbisyo',
    'member.you': 'Kayo',

    'encryption.note': 'Naka-encrypt hanggang dulo',
    'encryption.who': 'sino ang makakabasa nito',
    'sheet.title': 'Sino ang makakabasa nito',
    'sheet.intro':
      'Nila-lock ang mga mensahe sa device ng nagpadala at nabubuksan lang sa mga device na nakalista rito. Hindi mababasa ang mga ito ng serbisyong naghahatid.',
    'sheet.members': { one: '{count} tao', other: '{count} tao' },
    'sheet.devices': { one: '{count} device', other: '{count} device' },
    'sheet.this-device': 'Ang device na ito',
    'sheet.device': 'Device {id}',
    'sheet.awaited': 'Wala pa rito',
    'sheet.awaited-about': 'Mababasa nila ang isinusulat dito sa sandaling buksan nila ang usapang ito.',
    'sheet.awaited-unnamed': 'Hindi pa alam ang pangalan',
    'sheet.code': 'Code ng kaligtasan',
    'sheet.code-how':
      'Habang nasa tawag o nasa check-up, basahin nang malakas sa isa’t isa ang mga numerong ito. Kung pareho ang anim na grupong nakikita ng lahat, walang ibang nakikinig. Kung magkaiba, huminto sa pagsulat at sabihan ang klinika.',
    'sheet.code-none': 'Lalabas ang code ng kaligtasan kapag nakasali na sa usapan ang device na ito.',
    'sheet.suite': 'Paraan ng pag-encrypt',
    'sheet.storage': 'Pag-iimbak',
    'sheet.storage-memory':
      'Walang itinatago sa device na ito. Kapag isinara ang page, mawawala ang mga susi nito.',
    'sheet.storage-durable': 'Naka-lock at nakatago sa device na ito ang mga susi. Hindi ang mga mensahe.',
    'sheet.sound': 'Magpatunog nang mahina kapag may dumating na mensahe',
    'sheet.close': 'Isara',
    'bell.choice': 'Abisuhan ako sa mga bagong mensahe habang nakasara ang page na ito',
    'bell.about':
      'Sinasabi lang nito na may mensahe: hindi kung sino ang sumulat, at hindi kung ano. Malalaman ng notification service ng browser ninyo na may dumating, at kung kailan.',
    'bell.blocked':
      'Naka-block ang mga abiso para sa website na ito. Payagan muna ang mga ito sa settings ng browser.',
    'bell.install': 'Idagdag muna ang page na ito sa home screen ninyo, at buksan mula roon.',
    'bell.unable': 'Hindi kayo maaabisuhan ng browser na ito rito.',
    'bell.notice': 'May bago kayong secure na mensahe',
    'device.added': 'Idinagdag noong {date}',
    'device.remove': 'Alisin',
    'device.remove-which': 'Alisin ang device na {id}',
    'device.remove-own':
      'Alisin ang device ninyong {id}? Wala na itong mababasa sa mga isusulat mula noon. Kung nawala o ninakaw ito, i-sign out din ito sa portal.',
    'device.remove-other':
      'Alisin ang device na {id} ni {name}? Wala na itong mababasa sa mga isusulat mula noon.',
    'device.removing': 'Inaalis…',
    'device.removed': 'Naalis na ang device.',
    'confirm.cancel': 'Kanselahin',

    'compare.start': 'Ikumpara ang code',
    'compare.start-which': 'Ikumpara ang safety code kay {name}',
    'compare.done': 'Naikumpara ang safety code noong {date}',
    'compare.again': 'May bagong device si {name} mula nang magkumpara kayo. Magkumpara ulit.',
    'compare.title': 'Ikumpara kay {name}',
    'compare.how':
      'Tawagan si {name} o magkita kayo. Babasahin nang malakas ng isa ang isang grupo, titingnan dito ng isa, saka ang susunod. May bisa lang ito kung kilala ninyo ang boses o mukha.',
    'compare.group': 'Grupo {number}: {digits}.',
    'compare.same': 'Pareho ang lahat ng anim',
    'compare.differ': 'Magkaiba',
    'compare.differ-what':
      'Tingnan ulit kapag pareho na kayong nakakonekta. Kung magkaiba pa rin, baka may iba pang nakakabasa: huwag nang magsulat dito, at tawagan ang klinika.',
    'compare.changed':
      'Kababago lang ng code, dahil nagbago ang mga susi ng isa sa inyo. Magsimula ulit sa unang grupo.',

    'leave.ask': 'Umalis sa usapan',
    'leave.question':
      'Umalis sa usapang ito sa lahat ng device ninyo? Sasabihin ito sa lahat ng kasali. Buburahin ang itinatago nito sa device na ito; mananatili sa iba ang isinulat ninyo.',
    'leave.waiting': 'Aalis kapag nasabihan na ang iba…',
    'leave.member': 'Umalis na, at inaalis ang access',

    'vault.title': 'Mga mensahe sa bagong device',
    'vault.portal':
      'May itinatagong recovery key ang inyong tagapagbigay ng pangangalaga, kaya babalik ang inyong mga mensahe sa bagong device. Wala nito ang serbisyong naghahatid sa mga mensahe.',
    'vault.unknown': 'Hinahanap ang inyong backup…',
    'vault.none':
      'Kung mawala ang device na ito, hindi na maibabalik ang inyong mga mensahe. Maiiwasan ito ng passkey o recovery code. Kayo lang ang may hawak nito.',
    'vault.locked':
      'Naka-lock ang mga naunang mensahe. I-unlock ang mga ito gamit ang itinakda ninyo sa ibang device.',
    'vault.open':
      'Naka-back up na at nasubukan na. Sa bagong device, i-unlock ang inyong mga mensahe gamit ang:',
    'vault.rolled-back':
      'Nagbigay ang serbisyo ng backup na mas luma kaysa sa alam ng pag-uusap na ito. Hindi ito ginamit. Sabihan ang klinika.',
    'vault.way-code': 'Recovery code',
    'vault.way-passkey': 'Passkey',
    'vault.make-passkey': 'Gumamit ng passkey',
    'vault.make-code': 'Gumawa ng recovery code',
    'vault.use-passkey': 'I-unlock gamit ang passkey',
    'vault.unlock': 'I-unlock',
    'vault.anew': 'Nawala ko ito: magsimula ulit',
    'vault.anew-warn':
      'Mananatiling sarado rito ang mga naunang mensahe, maliban kung may kasali sa pag-uusap na naroon para ibahagi ang mga ito.',
    'vault.code-once':
      'Isulat ang code na ito at itago nang mabuti. Ngayon lang ito ipapakita, at walang makapagbibigay nito sa inyo muli.',
    'vault.copy': 'Kopyahin',
    'vault.copied': 'Nakopya na',
    'vault.saved': 'Naitago ko na',
    'vault.back': 'Bumalik',
    'vault.busy': 'Sandali lang…',
    'vault.code-slip': 'Hindi iyan recovery code. Tingnan kung may maling letra o may kulang.',
    'vault.passkey-none': 'Hindi magamit dito ang passkey na ito. Subukan ulit, o gumawa ng recovery code.',

    'list.name': 'Mga mensahe',
    'list.earlier': 'Ipakita ang mga naunang mensahe',
    'list.loading': 'Kinukuha ang mga naunang mensahe…',
    'list.withheld':
      'Hindi pa naibabahagi sa device na ito ang mga naunang mensahe. Lalabas ang mga ito rito kapag naibahagi na.',
    'list.cut':
      'Dito nagsisimula ang bagong bahagi ng usapang ito. Hindi ibinabahagi sa device na ito ang mga mensahe bago nito.',
    'list.locked': 'Naka-lock sa device na ito ang mga naunang mensahe.',
    'list.empty-title': 'Wala pang mensahe',
    'list.empty': 'Isulat ang unang mensahe sa ibaba. Ang mga tao lang sa usapang ito ang makakabasa nito.',
    'day.today': 'Ngayong araw',
    'day.yesterday': 'Kahapon',
    'search.name': 'Maghanap sa mga mensahe',
    'search.close': 'Isara ang paghahanap',
    'search.hint': 'Nananatili sa device na ito ang hinahanap ninyo.',
    'search.looking': 'Naghahanap…',
    'search.found': { one: '{count} mensahe ang nakita.', other: '{count} na mensahe ang nakita.' },
    'search.none': 'Walang nakita.',
    'search.earlier': 'Maghanap sa mas naunang mga mensahe',
    'search.cut': 'Hindi mahanap ngayon ang mas naunang mga mensahe.',
    'jump.latest': 'Pumunta sa pinakabago',
    'jump.new': { one: '{count} bagong mensahe', other: '{count} bagong mensahe' },

    'message.from': '{name}:',
    'message.said': 'Sabi ni {name}:',
    'message.many': { one: '{count} bagong mensahe', other: '{count} bagong mensahe' },
    'state.pending': 'Ipinapadala…',
    'state.waiting': 'Naghihintay maipadala',
    'state.stored': 'Naipadala na',
    'state.delivered': 'Naihatid na',
    'state.read': 'Nabasa na',
    'state.refused': 'Hindi naipadala',
    'message.resend': 'Ipadala ulit',
    'message.discard': 'Burahin',
    'message.refused-announcement': 'May mensaheng hindi naipadala.',

    'actions.name': 'Mga magagawa sa mensahe',
    'action.react': 'Mag-react',
    'action.reply': 'Sumagot',
    'action.copy': 'Kopyahin ang teksto',
    'action.edit': 'I-edit',
    'action.copied': 'Nakopya na.',
    'action.reach': 'Sino ang nakabasa',
    'reach.read': 'Nabasa ni/nina',
    'reach.delivered': 'Naihatid kay/kina',
    'reach.waiting': 'Hindi pa naihahatid kay/kina',
    'quote.before': 'Sagot sa',
    'quote.away': 'Isang naunang mensahe',
    'edited.mark': 'Na-edit',
    'edited.saving': 'Sine-save…',
    'edited.earlier': 'Mga naunang bersyon',
    'edited.refused': 'Hindi naipadala ang pagbabago',
    'fold.more': 'Ipakita ang iba pa',
    'fold.less': 'Bawasan ang ipinapakita',
    'about.reply': 'Sagot kay {name}',
    'about.edit': 'I-edit ang mensahe',
    'about.cancel': 'Kanselahin',
    'composer.save': 'I-save',
    'composer.files': 'Hindi pa makakapagpadala ng mga file. Kopyahin at i-paste na lang ang teksto.',

    'writing.one': 'Nagsusulat si {name}…',
    'writing.many': { one: '{count} tao ang nagsusulat…', other: '{count} tao ang nagsusulat…' },
    'present.here': { one: 'narito ngayon', other: '{count} ang narito ngayon' },

    'removed.you': 'Inalis mo ang isang mensahe',
    'removed.by': 'Inalis ni {name} ang isang mensahe',
    'removed.expired': 'Nag-expire na ang isang mensahe',
    'action.remove': 'Alisin para sa lahat',
    'action.remove-sure': 'Alisin? Mabubura ang teksto para sa lahat.',

    'notice.joined': 'Sumali sa usapan si {name}',
    'notice.left': 'Umalis sa usapan si {name}',
    'notice.device-added': 'Nagdagdag ng device si {name}',
    'notice.device-removed': 'Nag-alis ng device si {name}',
    'notice.rejoined': 'Sumali ulit si {name} gamit ang bagong device',
    'notice.compare-again': 'Ikumpara ulit ang safety code',
    'notice.revoked': 'Binawi ng portal ang access ni {name}',
    'notice.device-revoked': 'Binawi ng portal ang access ng isang device ni {name}',
    'notice.you-revoked': 'Binawi ng portal ang access ninyo',
    'notice.you-device-revoked': 'Binawi ng portal ang access ng isa sa mga device ninyo',
    'notice.you-joined': 'Sumali kayo sa usapan',
    'notice.you-left': 'Umalis kayo sa usapan',
    'notice.you-device-added': 'Nagdagdag kayo ng device',
    'notice.you-device-removed': 'Nag-alis kayo ng device',
    'notice.you-rejoined': 'Sumali kayo ulit gamit ang bagong device',

    'tools.name': 'Mga gamit sa pagsulat',
    'templates.name': 'Mga template',
    'templates.find': 'Maghanap ng template',
    'life.name': 'Pagbura ng mga mensahe',
    'life.off': 'Panatilihin ang mga mensahe',
    'life.for': 'Burahin pagkalipas ng {time}',
    'life.left': 'Buburahin {when}',

    'hours.answers': 'Sumasagot ang team sa loob ng {time}.',
    'hours.working-days': { one: '{count} araw ng trabaho', other: '{count} araw ng trabaho' },
    'hours.open': 'Bukas ngayon, hanggang {when}.',
    'hours.opens': 'Sarado ngayon. Magbubukas: {when}.',
    'hours.closed': 'Sarado ngayon.',
    'hours.at': '{day}, {time}',

    'composer.name': 'Mensahe',
    'composer.placeholder': 'Mensahe',
    'composer.send': 'Ipadala',
    'composer.hint-keys': 'Pindutin ang Enter para ipadala, Shift at Enter para sa bagong linya.',
    'composer.left': { one: '{count} character pa', other: '{count} character pa' },
    'composer.over': { one: 'Sobra ng {count} character', other: 'Sobra ng {count} character' },
    'composer.read-only':
      'Mababasa ninyo ang usapang ito pero hindi kayo makakasulat. Kung may kailangan kayong kausapin, tumawag sa klinika.',
    'composer.failed': 'Hindi na-save, kaya narito pa ang isinulat ninyo. {reason}',

    'connection.offline': 'Wala kayong internet.',
    'connection.lost': 'Naputol ang koneksyon.',
    'connection.kept': 'Itatago ang isusulat ninyo at ipapadala kapag may koneksyon na.',
    'connection.trying': 'Kumokonekta ulit…',
    'connection.retry': {
      one: 'Susubukan ulit pagkalipas ng {count} segundo.',
      other: 'Susubukan ulit pagkalipas ng {count} segundo.',
    },
    'connection.try-now': 'Subukan ngayon',
    'connection.back': 'May koneksyon na ulit.',
    'storage.memory':
      'Hindi pinapayagan ng browser na ito na itago ng chat ang mga susi nito. Makakabasa at makakasulat kayo habang bukas ang page na ito.',
    'storage.dismiss': 'Naiintindihan',

    'status.failed': 'Hindi mabuksan ang usapan',
    'status.ended': 'Tapos na ang usapang ito',
    'status.locked': 'Naka-lock',
    'status.locked-why': 'Nakatago ang inyong mga mensahe. I-unlock para magpatuloy sa pagbasa.',
    'status.unlock': 'I-unlock',
    'status.idle': 'Sarado ang usapan',
    'status.idle-why': 'Buksan ito para magbasa at sumulat ng mga mensahe.',
    'status.open': 'Buksan',
    'status.anew': 'Bigyan ng bagong mga susi ang device na ito',
    'status.left': 'Umalis kayo sa usapang ito',
    'status.rejoin': 'Sumali ulit',
    'status.retry': 'Subukan ulit',
    'status.code': 'Kodigo: {code}',

    'setting.relay':
      'Ang relay ay dapat isang https na address na walang path, tulad ng https://relay.example.',
    'setting.tenant': 'Ang tenant ay dapat 1 hanggang 64 na maliliit na letra, numero o gitling.',
    'setting.conversation':
      'Ang conversation ay dapat isang id na may 43 letra, numero, gitling o underscore.',
    'setting.passport':
      'Ang passport-url ay dapat isang address ng portal, o ang getPassport ay dapat isang function.',
    'setting.rooms':
      'Ang rooms-url ay dapat address ng portal, o ang property na getRooms ay dapat function.',
    'setting.layout': 'Ang layout ay dapat panel, launcher o visit.',
    'setting.isolation':
      'Ang isolation ay dapat inline o frame, at ang frame ay nangangailangan ng relay na iba ang origin sa page at pinapayagan sa frame-src ng Content-Security-Policy ng page.',

    'list.unread': 'Mga bagong mensahe',
    'launcher.name': 'Mga mensahe',
    'launcher.unread': { one: '{count} bagong mensahe', other: '{count} bagong mensahe' },
    'launcher.close': 'Isara ang mga mensahe',
    'visit.pop-out': 'Buksan sa maliit na window',
    'visit.popped': 'Nasa sarili nitong maliit na window ang usapan.',
    'visit.pop-in': 'Ibalik dito',
    'inbox.name': 'Mga usapan',
    'inbox.loading': 'Binubuksan ang inyong mga usapan…',
    'inbox.back': 'Lahat ng usapan',
    'inbox.choose': 'Pumili ng usapan',
    'inbox.empty-title': 'Wala pang usapan',
    'inbox.empty': 'Kapag nagbukas ang klinika ng usapan para sa inyo, lalabas ito rito.',

    'error.other': 'May nangyaring mali. Subukan ulit, at sabihan ang klinika kung maulit ito.',
  },
  errors: {
    'frame-malformed': 'Hindi naintindihan ng serbisyo ang app na ito. I-reload ang page.',
    'frame-unknown': 'Luma na ang page na ito. I-reload ito para makuha ang pinakabagong bersyon.',
    'frame-too-large': 'Masyado itong malaki para ipadala. Hatiin ito sa mas maiikling mensahe.',
    'frame-out-of-order': 'Hindi naintindihan ng serbisyo ang app na ito. I-reload ang page.',
    'version-unsupported': 'Luma na ang page na ito. I-reload ito para makuha ang pinakabagong bersyon.',
    'request-malformed': 'Hindi naintindihan ng serbisyo ang app na ito. I-reload ang page.',
    'not-found': 'Walang ganitong usapan. Buksan ito ulit mula sa portal.',
    'stale-epoch': 'Nagbago ang usapan habang ipinapadala ito. Ipadala ito ulit.',
    'epoch-taken': 'Nagbago ang usapan habang ipinapadala ito. Ipadala ito ulit.',
    'id-skipped': 'Kailangan munang maipadala ang mga naunang mensahe. Ipadala ito ulit.',
    'id-conflict': 'Naipadala na ito sa ibang anyo. Burahin ito at isulat ulit.',
    'envelope-foreign': 'Hindi ito maipadala rito. Burahin ito at isulat ulit.',
    'commit-foreign': 'Hindi makasali ang device na ito. I-reload ang page.',
    'link-refused': 'Hindi maibahagi ang mga naunang mensahe.',
    'deposit-refused': 'Hindi ma-back up ang mga mensaheng ito.',
    'vault-refused': 'Mas nauna ang isa pa ninyong device. Tingnan ulit, saka magpasya.',
    'bell-refused':
      'Hindi ma-on ang mga abiso rito: hindi kilala ng serbisyo ang push service ng browser na ito.',
    'void-refused': 'Hindi mabawi ang isang pagpapalit ng susi.',
    'group-refused':
      'Tinanggihan ang isang pagpapalit ng mga susi ng grupo dahil hindi lahat ay nakasunod. Kung maulit ito, sabihan ang klinika.',
    'slow-down': 'Masyadong marami nang sabay-sabay. Maghintay sandali, saka ipadala ulit.',
    'reader-stalled': 'Masyadong mabagal ang koneksyon. Kusa itong bubuksan ulit.',
    'room-full': 'Puno na ang usapang ito. Tumawag sa klinika.',
    'not-permitted': 'Wala kayong pahintulot na sumulat sa usapang ito. Tumawag sa klinika.',
    'passport-malformed': 'Hindi makumpirma ng portal kung sino kayo. Mag-sign in ulit sa portal.',
    'passport-untrusted': 'Hindi makumpirma ng portal kung sino kayo. Mag-sign in ulit sa portal.',
    'passport-expired': 'Nag-expire na ang inyong sign-in. Mag-sign in ulit sa portal.',
    'passport-elsewhere': 'Para sa ibang usapan ang inyong sign-in. Buksan ang usapang ito mula sa portal.',
    'passport-device': 'Para sa ibang device ang inyong sign-in. Mag-sign in ulit sa portal.',
    'proof-invalid':
      'Hindi makumpirma ang device na ito. Tingnan kung tama ang petsa at oras nito, saka i-reload ang page.',
    'clock-off': 'Mali ang oras ng device na ito. Gagamitin ang oras ng serbisyo.',
    'proof-replayed': 'Hindi makumpirma ang device na ito. I-reload ang page.',
    'ticket-invalid': 'Nag-expire na ang inyong session. I-reload ang page.',
    'session-expired': 'Nag-expire na ang inyong session. I-reload ang page.',
    'session-replaced': 'Binuksan ang usapan sa ibang window. Magpatuloy doon, o i-reload ang page na ito.',
    'revocation-invalid':
      'May nagsabi rito na binawi ng portal ang access ng isang tao. Hindi iyon sinabi ng portal, kaya tinanggihan ito. Sabihin ito sa klinika.',
    revoked: 'Binawi ang inyong access. Tumawag sa klinika kung sa tingin ninyo ay mali ito.',
    'tenant-unknown': 'Hindi kilala ng serbisyo ang klinikang ito. Sabihan ang klinika.',
    'tenant-unreachable':
      'Hindi maabot ngayon ang sign-in ng klinika. Subukan ulit pagkalipas ng ilang sandali.',
    'origin-refused': 'Walang pahintulot ang website na ito na buksan ang usapan. Sabihan ang klinika.',
    internal: 'May nangyaring mali. Subukan ulit, at sabihan ang klinika kung maulit ito.',
    'mls-malformed':
      'Hindi tugma ang mga susi ng grupo. I-reload ang page, at sabihan ang klinika kung ganoon pa rin.',
    'mls-unsupported': 'Luma na ang page na ito. I-reload ito para makuha ang pinakabagong bersyon.',
    'mls-invalid':
      'Hindi ma-verify ang isang pagbabago sa grupo kaya tinanggihan ito. I-reload ang page, at sabihan ang klinika kung ganoon pa rin.',
    'mls-stale-epoch': 'May bago na sa usapan. I-reload ang page para makahabol.',
    'group-rule':
      'Lumabag sa patakaran ang isang pagbabago sa grupo kaya tinanggihan ito. Huwag nang sumulat dito, at sabihan ang klinika.',
    'group-elsewhere': 'Para sa ibang usapan ang mga susing ito. Buksan ang usapang ito mula sa portal.',
    'group-diverged':
      'Hindi na magkatugma ang device na ito at ang iba pa tungkol sa grupo. I-reload ang page para sumali ulit.',
    left: 'Walang itinatago tungkol dito sa device na ito. Kung sasali kayo ulit, sasabihin ito sa lahat.',
    'group-removed':
      'Hindi na kayo kasali sa usapang ito. Tumawag sa klinika kung sa tingin ninyo ay mali ito.',
    'log-gap': 'May kulang na mga mensahe rito. Hinihingi ang mga ito ulit.',
    'log-forked':
      'Iba sa dati ang pagkakasunod-sunod ng mga mensaheng ibinigay ng serbisyo sa device na ito. Huwag nang sumulat dito, at sabihan ang klinika.',
    'envelope-malformed': 'Sira ang isang mensahe rito at hindi maipakita. Hilinging ipadala ito ulit.',
    'envelope-wrong-epoch':
      'Ang isang mensahe rito ay ni-lock gamit ang mga susi ng ibang panahon kaya tinanggihan. Hilinging ipadala ito ulit.',
    'envelope-unkeyed':
      'May mensahe ritong hindi mabuksan sa device na ito. Ipinadala ito bago sumali ang device na ito.',
    'envelope-forged':
      'May narito na hindi isinulat ng kasali sa usapang ito kaya tinanggihan. Kung maulit ito, sabihan ang klinika.',
    'envelope-replayed': 'May lumang mensaheng ipinadala ulit dito kaya tinanggihan.',
    'envelope-gap':
      'Baka may kulang na mensahe bago ang puntong ito. Kung parang may kulang, hingin ito ulit.',
    'message-unknown': 'Kailangan ng mensaheng ito ang mas bagong bersyon ng page. I-reload ito.',
    'target-invalid': 'May binago o sinagot dito na hindi tugma sa mensahe kaya tinanggihan.',
    'entry-withheld':
      'May mensaheng inalis dito at walang sinuman sa usapang ito ang pumirma para rito. Hilinging ipadala ito ulit at sabihan ang klinika.',
    'link-invalid': 'Hindi ma-verify ang mga naunang mensahe kaya hindi ipinapakita.',
    'record-invalid': 'Hindi ipinapakita ang mga naunang mensahe: hindi ma-verify kung sino ang sumulat.',
    'vault-locked': 'Hindi nito na-unlock ang inyong mga mensahe.',
    'vault-rolled-back':
      'Nagbigay ang serbisyo ng backup na mas luma kaysa sa alam ng pag-uusap na ito. Hindi ito ginamit. Sabihan ang klinika.',
    'portal-unreachable': 'Hindi maabot ang portal. Tingnan ang inyong koneksyon sa internet.',
    'portal-refused': 'Hindi kayo pinapasok ng portal. Mag-sign in ulit sa portal.',
    'portal-changed': 'Nagbago ang mga susi ng portal at hindi makumpirma. Sabihan ang klinika.',
    'person-changed': 'Ibang tao na ang naka-sign in sa portal ngayon.',
    'portal-invalid':
      'Hindi mabasa ang listahan ng mga usapan mula sa portal. Subukan ulit, at sabihan ang klinika kung maulit.',
    'roster-invalid':
      'Hindi mapatunayan ang listahan ng portal ng mga maaaring sumali. Hindi mababasa ng mga hindi pa sumasali ang isinusulat ngayon. Sabihan ang klinika.',
    'roster-rolled-back':
      'Mas luma ang ibinigay ng portal na listahan ng mga maaaring sumali kaysa sa alam ng device na ito. Hindi ito ginamit. Sabihan ang klinika.',
    'relay-unreachable': 'Hindi maabot ang serbisyo ng chat. Tingnan ang inyong koneksyon sa internet.',
    'relay-invalid':
      'Hindi maintindihan ang sagot ng serbisyo ng chat. Subukan ulit pagkalipas ng ilang sandali.',
    'storage-unavailable':
      'Hindi pinapayagan ng browser na ito na itago ng chat ang mga susi nito. Payagan ang site data, o lumabas sa private browsing.',
    'device-copied':
      'Nagamit sa ibang lugar ang mga susi ng device na ito: nakopya ang storage nito, o ibinalik mula sa backup. Bigyan ng bagong mga susi ang device na ito, at sabihan ang klinika kung hindi mo ito inaasahan.',
    'storage-broken': 'Nagkaproblema ang storage ng device na ito. Magbakante ng espasyo, saka subukan ulit.',
    'text-too-long': 'Masyadong mahaba ang mensahe. Hatiin ito sa dalawa.',
    'outbox-full':
      'Masyadong maraming mensahe ang hindi pa naipapadala. Maghintay hanggang may koneksyon na ulit.',
    'setting-invalid': 'Hindi tama ang pagkaka-set up ng chat na ito. Sabihan ang klinika.',
    'browser-unsupported':
      'Masyadong luma ang browser na ito para sa naka-encrypt na chat. I-update ito, o gumamit ng iba.',
  },
};
