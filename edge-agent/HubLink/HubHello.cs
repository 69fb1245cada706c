using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>How the agent introduces itself.</summary>
internal sealed class HubHello(HubClock clock, TimeProvider time, string storeEpoch)
{
    private const string KernelBootId = "/proc/sys/kernel/random/boot_id";

    /// <summary>The kernel's id of this boot; elsewhere one of this process, which is as good for re-basing times.</summary>
    public static string BootId { get; } = File.Exists(KernelBootId) ? File.ReadAllText(KernelBootId).Trim() : Guid.NewGuid().ToString();

    /// <summary>Names the timetable that the box has.</summary>
    public Func<string> TimetableHash { get; init; } = () => "";

    public Hello Make() => new()
    {
        AgentVersion = BoxEnrolment.AgentVersion,
        StoreEpoch = storeEpoch,
        BootId = BootId,
        MonotonicMs = clock.MonotonicMs,
        AgentTimeMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        ClockKnown = clock.Known,
        TimetableHash = TimetableHash(),
    };
}
