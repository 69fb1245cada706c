using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;

namespace Tongtang.EdgeAgent.Uploads;

internal static class UploadsFeature
{
    public static IServiceCollection AddUploads(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSettings<UploadOptions>(settings, "Uploads");
        services.AddSingleton<TokenBucket>();
        services.AddSingleton<LineShare>();
        services.AddSingleton<SegmentSender>();
        services.AddSingleton<UploadBoard>();
        services.AddPulse<UploadBoard>("uploads", (board, cancellationToken) => board.Pulse.AskAsync(cancellationToken));
        services.AddSingleton<UploadRounds>();
        services.AddSingleton<Reconciliation>();
        services.AddHostedService<UploadLoop>();
        return services;
    }
}
