namespace Tongtang.EdgeAgent.Alarms;

/// <summary>What a rule says holds at this moment. It becomes an alarm when it goes on for as long as it is held down.</summary>
/// <param name="Key">Names the alarm while it is raised: the kind, or kind/subject.</param>
/// <param name="Details">Plain strings, numbers invariant.</param>
/// <param name="HoldDown">So long it must hold without a break.</param>
/// <param name="ClearAfter">So long it must be gone before the alarm ends.</param>
internal sealed record AlarmCondition(string Key, string Kind, string Subject, IReadOnlyDictionary<string, string> Details, TimeSpan HoldDown, TimeSpan ClearAfter)
{
    public static AlarmCondition Of(string kind, string subject, TimeSpan holdDown, TimeSpan clearAfter, params IEnumerable<(string Name, string Value)> details) =>
        new(subject.Length == 0 ? kind : $"{kind}/{subject}", kind, subject, details.ToDictionary(d => d.Name, d => d.Value, StringComparer.Ordinal), holdDown, clearAfter);
}

/// <summary>Kinds of the box's alarms: stable, the hub and the pages word them.</summary>
internal static class AlarmKinds
{
    public const string NoSound = "no_sound";
    public const string PictureBlack = "picture_black";
    public const string PictureFrozen = "picture_frozen";
    public const string SourceDown = "source_down";
    public const string DiskLow = "disk_low";
    public const string DiskAlmostFull = "disk_almost_full";
    public const string UploadBehind = "upload_behind";
    public const string ClockOff = "clock_off";
    public const string ClockUnknown = "clock_unknown";
    public const string CertificateEnding = "certificate_ending";
    public const string StoreRepaired = "store_repaired";
    public const string ItemsEvicted = "items_evicted";
    public const string DeviceDown = "device_down";
    public const string RuleMet = "rule_met";
}
