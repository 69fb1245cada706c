using System.Security.Cryptography;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Uploads;

/// <summary>
/// What the hub's first words mean for recordings that are on the box: whether it still has what it acknowledged, and when
/// lessons were that began by a clock nobody had set.
/// </summary>
internal sealed class Reconciliation(Journal journal, LinkBoard link, HubClock clock, LessonClock lessons)
{
    /// <summary>The life of the hub's database, as the link last heard; empty when it has heard of none.</summary>
    public string Generation => link.Current.StoreGeneration;

    /// <summary>Before anything is sent over a new connection.</summary>
    public void Apply(AgentIdentity current)
    {
        if (Generation.Length > 0) journal.AnswersAreOf(Convert.ToHexStringLower(SHA256.HashData(current.Ca.RawData)), Generation);
        if (clock.Offset is not null) journal.PlaceLessonsOf(lessons.BootId, clock.UtcNow.ToUnixTimeMilliseconds() - clock.MonotonicMs);
    }

    /// <summary>Returns when the hub has another life: the uploads may have found one that came back from a backup before the link has.</summary>
    public async Task OtherGenerationAsync(string than, CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = link.Changed.Version;
            if (Generation != than) return;
            await link.Changed.WaitAsync(seen, cancellationToken);
        }
    }
}
