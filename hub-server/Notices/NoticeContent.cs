using Tongtang.HubServer.Alarms;

namespace Tongtang.HubServer.Notices;

/// <summary>What a message says, in its reader's words; how it looks is its channel's.</summary>
/// <param name="Lines">The first of them; a storm has more than anybody reads.</param>
/// <param name="More">Alarms that are only counted.</param>
/// <param name="Link">The page with all of them.</param>
internal sealed record NoticeContent(NoticeLanguage Language, string Title, IReadOnlyList<NoticeLine> Lines, long More, string Link);

/// <summary>One alarm of a message.</summary>
/// <param name="Where">School and room.</param>
/// <param name="At">By the clock of the place.</param>
/// <param name="IsOver">It tells of its end.</param>
/// <param name="Followers">Alarms that this one explains.</param>
/// <param name="Advice">What a person does about it; empty when nobody has written that.</param>
internal sealed record NoticeLine(AlarmSeverity Severity, string What, string Where, string At, bool IsOver, int Followers, string Advice, string Link);
