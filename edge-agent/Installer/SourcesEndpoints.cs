using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Http;

namespace Tongtang.EdgeAgent.Installer;

/// <summary>The room's sources, as the installer edits them on the panel.</summary>
internal static class SourcesEndpoints
{
    private const int Most = 16;

    public static void MapSources(this IEndpointRouteBuilder installer)
    {
        installer.MapGet("/sources", (SourceList sources) => TypedResults.Ok(sources.Current));
        installer.MapPut("/sources", ReplaceAsync);
    }

    private static async Task<IResult> ReplaceAsync(IReadOnlyList<SourceOptions> wanted, SourceList sources, CancellationToken cancellationToken)
    {
        if (wanted.Count > Most) return Problems.Invalid("sources_invalid", $"There are {wanted.Count} sources; allowed: at most {Most}.");
        try
        {
            await sources.ReplaceAsync(wanted, cancellationToken);
            return TypedResults.Ok(sources.Current);
        }
        catch (SourcesException error)
        {
            return Problems.Create(StatusCodes.Status400BadRequest, "sources_invalid", error.Message, ("problems", error.Problems));
        }
        catch (RecorderException refusal)
        {
            return Problems.Conflict(refusal.Code, refusal.Message);
        }
    }
}
