using System.Text;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>How the agent introduces itself.</summary>
internal sealed class HubHello(HubClock clock, TimeProvider time, string storeEpoch)
{
    private const string KernelBootId = "/proc/sys/kernel/random/boot_id";

    /// <summary>The kernel's id of this boot; elsewhere one of this process, which is as good for re-basing times.</summary>
    public static string BootId { get; } = File.Exists(KernelBootId) ? File.ReadAllText(KernelBootId).Trim() : Guid.NewGuid().ToString();

    public Hello Make() => new()
    {
        AgentVersion = BoxEnrolment.AgentVersion,
        StoreEpoch = storeEpoch,
        BootId = BootId,
        MonotonicMs = clock.MonotonicMs,
        AgentTimeMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        ClockKnown = clock.Known,
    };

    /// <summary>The id of this data folder's store, made with it.</summary>
    public static string ReadStoreEpoch(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "store-epoch");
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: 32 } kept) return kept;
        DurableFile.CreateFolder(dataFolder);
        var made = Guid.NewGuid().ToString("N");
        DurableFile.Write(path, Encoding.ASCII.GetBytes(made), DurableFile.Ordinary);
        return made;
    }
}
