using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Recordings;

internal static class RecordingsFeature
{
    public static IServiceCollection AddRecordings(this IServiceCollection services)
    {
        services.AddSingleton<RecordingLedger>();
        services.AddSingleton<RecordingIntake>();
        services.AddSingleton<SegmentIntake>();
        services.AddSingleton<RecordingCalls>();
        services.AddSingleton<RecordingLists>();
        services.AddLoop<SearchIndexing>();
        services.AddSingleton<RecordingExport>();
        services.AddSingleton<RecordingChanges>();
        services.AddSingleton<Sights>();
        services.AddSingleton<ApprovalLists>();
        services.AddSingleton<Publishing>();
        services.AddSingleton<RecycleBin>();
        services.AddHostedService<RecycleBinEmptying>();
        services.AddSingleton<DiscardedFolders>();
        services.AddHostedService(provider => provider.GetRequiredService<DiscardedFolders>());
        services.AddSingleton(new EventSource("recording", LoadAsync) { Right = Right.WatchLessons });
        return services;
    }

    public static void MapRecordings(this WebApplication app)
    {
        app.Services.GetRequiredService<RecordingCalls>().Map(app).ForAgents();
        app.MapRecordingList();
        app.MapEdits();
        app.MapMetadata();
        app.MapRecycleBin();
        app.MapApprovals();
    }

    private static Task<EventPayload?> LoadAsync(IServiceProvider services, string id, CancellationToken cancellationToken) =>
        services.GetRequiredService<RecordingLists>().EventOfAsync(id, cancellationToken);
}
