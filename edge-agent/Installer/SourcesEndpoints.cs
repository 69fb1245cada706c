using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Http;

namespace Tongtang.EdgeAgent.Installer;

/// <summary>The room's sources, as the installer edits, tries and measures them on the panel.</summary>
internal static class SourcesEndpoints
{
    /// <summary>What trying a source found; empty and 0 where there is nothing or nothing can be known beforehand.</summary>
    private sealed record ProbeView(string VideoCodec, int Width, int Height, string AudioCodec);

    public static void MapSources(this IEndpointRouteBuilder installer)
    {
        var sources = installer.MapGroup("").AddEndpointFilter(RefusalsAsync);
        sources.MapGet("/sources", (SourceList list) => TypedResults.Ok(Shown(list.Current)));
        sources.MapPut("/sources", ReplaceAsync);
        sources.MapPost("/sources/probe", ProbeAsync);
        sources.MapPost("/clap-test", ClapAsync);
    }

    private static async Task<IResult> ReplaceAsync(IReadOnlyList<SourceOptions> wanted, SourceList list, CancellationToken cancellationToken)
    {
        await list.ReplaceAsync(wanted.Select(w => SourceSecrets.Restore(w, list.Current)).ToList(), cancellationToken);
        return TypedResults.Ok(Shown(list.Current));
    }

    private static async Task<IResult> ProbeAsync(SourceOptions wanted, SourceList list, SourceProbe probe, CancellationToken cancellationToken)
    {
        var source = SourceSecrets.Restore(wanted, list.Current);
        var faults = SourceRules.Check([source with { AudioFrom = "" }]);
        if (faults.Count > 0) throw new SourcesException(faults);
        var facts = await probe.ProbeAsync(source, cancellationToken);
        return TypedResults.Ok(new ProbeView(facts.VideoCodec, facts.Width, facts.Height, facts.AudioCodec));
    }

    private static async Task<IResult> ClapAsync(SourceList list, ClapTest clap, Recorder recorder, CancellationToken cancellationToken)
    {
        var heard = list.Current.Where(s => s.HasSound).ToList();
        if (heard.Count == 0) return Problems.Conflict("sources_none", "No source of this room has sound.");
        recorder.WarmUp(ClapTest.Listening + ClapTest.Listening);
        return await clap.RunAsync(heard, cancellationToken) is { } results
            ? TypedResults.Ok(results)
            : Problems.Conflict("clap_test_running", "Another clap test is running.");
    }

    private static IReadOnlyList<SourceOptions> Shown(IReadOnlyList<SourceOptions> sources) => sources.Select(SourceSecrets.Hide).ToList();

    private static async ValueTask<object?> RefusalsAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (SourcesException error)
        {
            return Problems.Create(StatusCodes.Status400BadRequest, "sources_invalid", error.Message, ("problems", error.Problems));
        }
        catch (SourceProbeException error)
        {
            return Problems.Create(StatusCodes.Status422UnprocessableEntity, error.Problem.Code, error.Problem.Text);
        }
        catch (RecorderException refusal)
        {
            return Problems.Conflict(refusal.Code, refusal.Message);
        }
    }
}
