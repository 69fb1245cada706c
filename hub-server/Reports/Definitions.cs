using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Reports;

internal enum ReportLanguage
{
    Zh,
    En,
}

/// <summary>A text in both languages of the product.</summary>
internal sealed record BothLanguages(string Zh, string En)
{
    public string In(ReportLanguage language) => language == ReportLanguage.Zh ? Zh : En;
}

/// <summary>What a figure is called and how it is counted.</summary>
internal sealed record FigureDefinition(FigureKey Key, FigureUnit Unit, BothLanguages Name, BothLanguages Meaning);

/// <summary>What each figure means: said by the API, in workbooks, and kept in every frozen report.</summary>
internal static class Definitions
{
    public static IReadOnlyList<FigureDefinition> All { get; } =
    [
        Of(FigureKey.Rooms, "教室", "Rooms", "今天在册的教室间数。", "Rooms that stand in the tree today."),
        Of(FigureKey.RoomsUsed, "使用教室", "Rooms used", "本期至少录制过一节课的教室间数。", "Rooms with at least one recorded lesson in the period."),
        Of(FigureKey.Coverage, "覆盖率", "Coverage", "使用教室 ÷ 教室。", "Rooms used ÷ rooms."),
        Of(FigureKey.Lessons, "录制课数", "Recorded lessons", "本期开始、已经结束且有内容的录制个数；按区域时区的日期计，删除的不计。", "Recordings that began in the period by the district's clock, have ended, and of which something is here or on its way; deleted ones do not count."),
        Of(FigureKey.Hours, "录制小时", "Recorded hours", "这些录制的时长之和，不含隐藏片段。", "Their length together, without what is hidden."),
        Of(FigureKey.LessonsPerRoomWeek, "每室每周课数", "Lessons per room and week", "录制课数 ÷ 教室 ÷ 已过天数 × 7。", "Recorded lessons ÷ rooms ÷ days that have been × 7."),
        Of(FigureKey.Teachers, "教师", "Teachers", "本期所在学期课表中的教师和录过课的教师，按学校和姓名去重。", "Who stands in the timetable of a term that shares a day with the period, and who recorded; each once per school and name."),
        Of(FigureKey.TeachersRecorded, "录课教师", "Teachers who recorded", "本期至少录制过一节课的教师，按学校和姓名去重。", "Who recorded at least one lesson in the period, once per school and name."),
        Of(FigureKey.Breadth, "教师参与率", "Breadth", "录课教师 ÷ 教师。", "Teachers who recorded ÷ teachers."),
        Of(FigureKey.Subjects, "学科", "Subjects", "本期录制的不同学科数。", "Different subjects of the period's recordings."),
        Of(FigureKey.LinkedPlanned, "连线课堂计划", "Linked lessons planned", "计划在本期且到时的连线课堂，含临时开始的。", "Linked lessons that were to be in the period by now, those begun at once too."),
        Of(FigureKey.LinkedHeld, "连线课堂开课", "Linked lessons held", "其中已经开课并结束的。", "Of these, that were held and are over."),
        Of(FigureKey.LinkedHeldShare, "开课率", "Share held", "开课 ÷ 计划。", "Held ÷ planned."),
        Of(FigureKey.LinkedOnTime, "准时开课", "Linked lessons on time", "开课时间不晚于计划时间加允许的分钟数（设置 Lessons:OnTimeWithin）。", "Of those held, that began no later after their planned start than Lessons:OnTimeWithin says."),
        Of(FigureKey.LinkedOnTimeShare, "准时率", "Share on time", "准时开课 ÷ 开课。", "On time ÷ held."),
        Of(FigureKey.LinkedHours, "连线课堂小时", "Linked lesson hours", "已开课的连线课堂时长之和。", "Length of those held, together."),
    ];

    public static FigureDefinition Of(FigureKey key) => All[(int)key];

    private static FigureDefinition Of(FigureKey key, string zh, string en, string zhMeaning, string enMeaning) =>
        new(key, FigureUnits.Of(key), new BothLanguages(zh, en), new BothLanguages(zhMeaning, enMeaning));
}
