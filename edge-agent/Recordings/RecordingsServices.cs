using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Recordings;

internal static class RecordingsServices
{
    /// <summary>The recorder, the journal and what keeps the disk from filling. Needs AddDataFolder, AddStores and AddSources.</summary>
    public static IServiceCollection AddRecordings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<RecordingOptions>(configuration, "Recording");
        services.AddSingleton(provider => new RecordingFolders(provider.GetRequiredService<DataFolder>().Path));
        services.AddSingleton(provider => new Journal(
            provider.GetRequiredService<SqliteStores>().Open(provider.GetRequiredService<DataFolder>()["journal.db"], JournalSchema.Open, Journal.DistrustSaved),
            provider.GetRequiredService<RecordingFolders>()));
        services.AddSingleton(provider => new LessonClock
        {
            BootId = HubHello.BootId,
            HubOffset = () => provider.GetRequiredService<HubClock>().Offset,
            IsKnown = () => provider.GetRequiredService<HubClock>().Known,
        });
        services.AddSingleton<SegmentDisk>();
        services.AddSingleton<CaptureReader>();
        services.AddSingleton<SourceTaps>();
        services.AddSingleton<LiveTaps>();
        services.AddSingleton<SegmentTrial>();
        services.AddSingleton<Recovery>();
        services.AddSingleton<JournalRebuild>();
        services.AddSingleton<Recorder>();
        services.AddPulse<Recorder>("recorder", (recorder, cancellationToken) => recorder.AnswerAsync(cancellationToken));
        services.AddPulse<Journal>("journal", (journal, _) => Task.FromResult(journal.Unfinished(1)));
        // In this order: what was cut off goes on before anything else may start; the captures end before the recorder does.
        services.AddLoop<RecorderLoop>();
        services.AddHostedService<MediaScan>();
        services.AddLoop<SourceCaptures>();
        services.AddLoop<StorageGuard>();
        return services;
    }
}
