namespace Tongtang.HubServer.Alarms;

/// <summary>How much an alarm presses.</summary>
internal enum AlarmSeverity
{
    /// <summary>Should be known.</summary>
    Notice = 1,

    /// <summary>Should be seen to.</summary>
    Warning = 2,

    /// <summary>A lesson is being lost, or is about to be.</summary>
    Critical = 3,
}

/// <summary>
/// The kinds that this hub knows of; what a box calls otherwise is a warning. Their words are the console's
/// (<c>alarmKind</c> in its word files).
/// </summary>
internal static class AlarmKinds
{
    /// <summary>Raised by the hub: the box is away in lesson hours.</summary>
    public const string AgentOffline = "agent_offline";

    /// <summary>Raised by the hub: two machines were alive under one certificate.</summary>
    public const string AgentDuplicated = "agent_duplicated";

    private static readonly Dictionary<string, AlarmSeverity> s_severities = new(StringComparer.Ordinal)
    {
        [AgentOffline] = AlarmSeverity.Critical,
        [AgentDuplicated] = AlarmSeverity.Critical,
        ["no_sound"] = AlarmSeverity.Critical,
        ["source_down"] = AlarmSeverity.Critical,
        ["disk_almost_full"] = AlarmSeverity.Critical,
        ["store_repaired"] = AlarmSeverity.Notice,
    };

    public static AlarmSeverity SeverityOf(string kind) => s_severities.GetValueOrDefault(kind, AlarmSeverity.Warning);
}
