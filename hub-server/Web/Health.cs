using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Web;

/// <summary>What <c>/healthz</c> answers.</summary>
internal sealed record HealthView(bool Healthy, bool Database, long DiskFreeBytes, string Version);

/// <summary>For the load balancer and for people with curl: can this hub do its work?</summary>
internal static class Health
{
    /// <summary>With less than this the hub soon cannot store lessons; it still answers, but as unhealthy.</summary>
    private const long LeastFreeBytes = 256L * 1024 * 1024;

    public static void MapHealth(this IEndpointRouteBuilder app) => app
        .MapGet("/healthz", AnswerAsync)
        .AllowAnonymous()
        .WithName("getHealth")
        .WithTags("hub")
        .WithSummary("Whether the hub can do its work: database reachable, disk not full")
        .Produces<HealthView>()
        .Produces<HealthView>(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> AnswerAsync(HubDatabase database, DataFolder folder, CancellationToken cancellationToken)
    {
        var reachable = await IsReachableAsync(database, cancellationToken);
        var free = new DriveInfo(folder.Path).AvailableFreeSpace;
        var view = new HealthView(reachable && free >= LeastFreeBytes, reachable, free, HubVersion.Text);
        return TypedResults.Json(view, statusCode: view.Healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<bool> IsReachableAsync(HubDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            return await connection.ExecuteScalarAsync<int>("SELECT 1") == 1;
        }
        catch (System.Data.Common.DbException)
        {
            return false;
        }
    }
}
