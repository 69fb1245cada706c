using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Live;
using Tongtang.HubServer.Readings;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Metrics;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Metrics;

/// <summary><c>/metrics</c> for Prometheus: free on this machine, with a token from elsewhere.</summary>
internal static class MetricsFeature
{
    public static IServiceCollection AddMetricsPage(this IServiceCollection services)
    {
        services.AddSingleton<StoreCounts>();
        services.AddSingleton<RequestCounts>();
        return services;
    }

    public static void MapMetrics(this IEndpointRouteBuilder app)
    {
        // Counting begins with the program, not with the first question.
        app.ServiceProvider.GetRequiredService<RequestCounts>();
        app.MapGet("/metrics", AnswerAsync)
            .AllowAnonymous()
            .WithName("getMetrics")
            .WithTags("hub")
            .WithSummary("The hub in numbers, in Prometheus' text format; from other machines with a token")
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .ProducesProblem(StatusCodes.Status401Unauthorized);
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext context, StoreCounts store, RequestCounts requests, ReadingCounts readings, AlarmCounts alarms, LiveSockets live, EventHub events, DataFolder folder, CancellationToken cancellationToken)
    {
        if (!IsLocal(context) && context.Features.Get<Caller>() is null)
            return Problems.Create(StatusCodes.Status401Unauthorized, "session_required", "From another machine, send a token as Authorization: Bearer.");
        var text = new PrometheusText("tongtang_hub_");
        await store.WriteAsync(text, cancellationToken);
        requests.Write(text);
        readings.Write(text);
        await alarms.WriteAsync(text, cancellationToken);
        live.Write(text);
        text.Add("event_streams", "gauge", "Open event streams", ("", events.SubscriberCount));
        text.Add("disk_free_bytes", "gauge", "Free on the disk of the data folder", ("", new DriveInfo(folder.Path).AvailableFreeSpace));
        using var process = Process.GetCurrentProcess();
        text.Add("process_cpu_seconds_total", "counter", "Processor time of the hub", ("", process.TotalProcessorTime.TotalSeconds));
        text.Add("process_resident_memory_bytes", "gauge", "Resident memory of the hub", ("", process.WorkingSet64));
        return TypedResults.Text(text.ToString(), PrometheusText.ContentType);
    }

    /// <summary>Asked on this machine, and not on behalf of another by a proxy.</summary>
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");
}
