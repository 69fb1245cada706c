using System.ComponentModel;
using System.Runtime.CompilerServices;
using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Doctor;

/// <summary>Whether each of the room's sources delivers. Those that cannot be asked what they are are captured for a moment.</summary>
internal sealed class SourceChecks(SourceList sources, CaptureTools tools, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (sources.Current.Count == 0) yield return Finding.Warning("sources_none");
        foreach (var source in sources.Current) yield return await LookAsync(source, cancellationToken);
    }

    private async Task<Finding> LookAsync(SourceOptions source, CancellationToken cancellationToken)
    {
        try
        {
            var facts = await tools.ProbeAsync(source, cancellationToken);
            if (source.Kind is not (SourceKind.Rtsp or SourceKind.Onvif or SourceKind.File)) await CaptureAsync(source, facts, cancellationToken);
            var picture = facts.VideoCodec.Length == 0 ? "" : $"{facts.VideoCodec} {facts.Width}×{facts.Height}";
            var what = string.Join(", ", new[] { source.Kind.ToString().ToLowerInvariant(), picture, facts.AudioCodec }.Where(t => t.Length > 0));
            return Finding.Good("source_ok", source.Name, what);
        }
        catch (SourceProbeException error)
        {
            // A running agent may be the other program.
            return error.Problem.Code == "source_device_busy" ? Finding.Warning("source_busy", source.Name) : Finding.Bad("source_bad", source.Name, error.Message);
        }
        catch (Win32Exception)
        {
            return Finding.Bad("source_bad", source.Name, SourceProblem.NoProgram.Text);
        }
    }

    /// <summary>Until the first byte comes; of a picture with sound only the picture.</summary>
    private async Task CaptureAsync(SourceOptions source, SourceFacts facts, CancellationToken cancellationToken)
    {
        var alone = source.HasPicture ? source with { Audio = "none" } : source;
        var plan = await tools.PlanAsync(alone, facts, sound: null, cancellationToken);
        await using var process = await tools.StartAsync(alone, plan);
        try
        {
            if (await process.Output.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, cancellationToken).AsTask().WaitAsync(Patience, time, cancellationToken) > 0) return;
        }
        catch (TimeoutException)
        {
            throw new SourceProbeException(SourceProblem.Hangs(Patience));
        }
        await process.ComplaintsAsync();
        throw new SourceProbeException(CaptureWords.Understand(source, process.LastWords));
    }
}
