using Tongtang.Protocol.Metrics;

namespace Tongtang.EdgeAgent.Health;

internal static class HealthFeature
{
    public static IServiceCollection AddHealth(this IServiceCollection services) =>
        services.AddSingleton<StorageGauge>().AddSingleton<Metrics>();

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", Answer);
        app.MapGet("/metrics", (Metrics metrics) => TypedResults.Text(metrics.Write(), PrometheusText.ContentType));
    }

    /// <summary>Healthy: it can record. A hub out of reach is no illness of the box.</summary>
    private static IResult Answer(StorageGauge storage)
    {
        var level = storage.Read();
        var view = new HealthView(level.HoursLeft > 0, level.FreeBytes, HubLink.BoxEnrolment.AgentVersion);
        return TypedResults.Json(view, statusCode: view.Healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>What <c>/healthz</c> answers.</summary>
internal sealed record HealthView(bool Healthy, long DiskFreeBytes, string Version);
