using Tongtang.Protocol.Http;
using Tongtang.Protocol.Settings;

namespace Tongtang.EdgeAgent.Copies;

/// <summary>Recordings to USB sticks.</summary>
internal static class CopiesFeature
{
    private sealed record DriveView(string Id, string Label, long FreeBytes);

    private sealed record CopyBody(string Drive);

    private sealed record StartedView(string Id);

    private sealed record CopyView(CopyState State, double Progress, string? Error);

    public static IServiceCollection AddCopies(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSettings<CopyOptions>(settings, "Copies");
        services.AddSingleton<UsbDrives>();
        services.AddSingleton<CopyWriter>();
        services.AddSingleton<CopyDesk>();
        services.AddHostedService(provider => provider.GetRequiredService<CopyDesk>());
        return services;
    }

    public static void MapCopies(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1");
        api.MapGet("/usb-drives", (CopyDesk desk) => TypedResults.Ok(desk.Drives.Select(d => new DriveView(d.Id, d.Label, d.FreeBytes))));
        api.MapPost("/recordings/{id}/copies", Begin);
        api.MapGet("/copies/{id}", (string id, CopyDesk desk) => desk.Find(id) is { } job ? TypedResults.Ok(View(job)) : Unknown(id));
        api.MapDelete("/copies/{id}", Cancel);
    }

    private static IResult Begin(string id, CopyBody body, CopyDesk desk)
    {
        try
        {
            var job = desk.Begin(id, body.Drive);
            return TypedResults.Accepted($"/api/v1/copies/{job.Id}", new StartedView(job.Id));
        }
        catch (CopyException error)
        {
            return Problems.Create(error.Code is "recording_unknown" or "drive_unknown" ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict, error.Code, error.Message);
        }
    }

    private static IResult Cancel(string id, CopyDesk desk)
    {
        if (desk.Find(id) is not { } job) return Unknown(id);
        job.Cancel();
        return TypedResults.NoContent();
    }

    private static CopyView View(CopyJob job)
    {
        var (state, error) = job.Outcome;
        return new CopyView(state, Math.Round(job.Progress, 3), error);
    }

    private static IResult Unknown(string id) => Problems.Missing("copy_unknown", $"There is no copy {id}; the box may have been started again.");
}
