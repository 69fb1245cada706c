using System.Runtime.CompilerServices;
using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Doctor;

/// <summary>Whether each of the room's sources delivers.</summary>
internal sealed class SourceChecks(SourceList sources, SourceProbe probe)
{
    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (sources.Current.Count == 0) yield return Finding.Warning("sources_none");
        foreach (var source in sources.Current) yield return await LookAsync(source, cancellationToken);
    }

    private async Task<Finding> LookAsync(SourceOptions source, CancellationToken cancellationToken)
    {
        try
        {
            var facts = await probe.ProbeAsync(source, cancellationToken);
            var picture = facts.VideoCodec.Length == 0 ? "" : $"{facts.VideoCodec} {facts.Width}×{facts.Height}";
            var what = string.Join(", ", new[] { source.Kind.ToString().ToLowerInvariant(), picture, facts.AudioCodec }.Where(t => t.Length > 0));
            return Finding.Good("source_ok", source.Name, what);
        }
        catch (SourceProbeException error)
        {
            return Finding.Bad("source_bad", source.Name, error.Message);
        }
    }
}
