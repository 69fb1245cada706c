namespace Tongtang.HubServer.Reports;

/// <summary>What stands in workbooks and tables besides figures.</summary>
internal static class ReportWords
{
    public static BothLanguages Summary { get; } = new("汇总", "Summary");

    public static BothLanguages Schools { get; } = new("学校", "Schools");

    public static BothLanguages Rooms { get; } = new("教室", "Rooms");

    public static BothLanguages Teachers { get; } = new("教师", "Teachers");

    public static BothLanguages Linked { get; } = new("连线课堂", "Linked lessons");

    public static BothLanguages DefinitionsSheet { get; } = new("指标说明", "Definitions");

    public static BothLanguages Title { get; } = new("常态化应用报告", "Usage report");

    public static BothLanguages Everything { get; } = new("全部", "Everything");

    public static BothLanguages Place { get; } = new("范围", "Place");

    public static BothLanguages Period { get; } = new("周期", "Period");

    public static BothLanguages Before { get; } = new("上期", "Period before");

    public static BothLanguages MadeAt { get; } = new("生成时间", "Made at");

    public static BothLanguages Figure { get; } = new("指标", "Figure");

    public static BothLanguages Value { get; } = new("本期", "Value");

    public static BothLanguages Target { get; } = new("目标", "Target");

    public static BothLanguages Reached { get; } = new("达标", "Reached");

    public static BothLanguages Yes { get; } = new("是", "yes");

    public static BothLanguages No { get; } = new("否", "no");

    public static BothLanguages Meaning { get; } = new("说明", "Meaning");

    public static BothLanguages Uncounted { get; } = new("注意：部分教室以前的录制尚未统计完，房间数", "Note: older recordings are not counted yet, of so many rooms");

    public static BothLanguages Region { get; } = new("区域", "Region");

    public static BothLanguages School { get; } = new("学校", "School");

    public static BothLanguages Room { get; } = new("教室", "Room");

    public static BothLanguages Teacher { get; } = new("教师", "Teacher");

    public static BothLanguages Subject { get; } = new("学科", "Subject");

    public static BothLanguages LessonsBefore { get; } = new("上期录制课数", "Recorded lessons before");

    public static BothLanguages Lesson { get; } = new("课", "Lesson");

    public static BothLanguages Pairing { get; } = new("结对", "Pairing");

    public static BothLanguages State { get; } = new("状态", "State");

    public static BothLanguages Planned { get; } = new("计划开始", "Planned start");

    public static BothLanguages Started { get; } = new("实际开始", "Began");

    public static BothLanguages Minutes { get; } = new("分钟", "Minutes");

    public static BothLanguages OnTime { get; } = new("准时", "On time");

    public static BothLanguages StateOf(string word) => word switch
    {
        "planned" => new("计划", "planned"),
        "running" => new("进行中", "running"),
        "disturbed" => new("异常", "disturbed"),
        "ended" => new("已开课", "held"),
        "missed" => new("未开课", "missed"),
        _ => new(word, word),
    };
}
