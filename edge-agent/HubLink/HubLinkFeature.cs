using Tongtang.EdgeAgent.Lessons;
using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.EdgeAgent.Timetable;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.HubLink;

internal static class HubLinkFeature
{
    /// <summary>What the command line needs, too: the identity and how to get one.</summary>
    public static IServiceCollection AddEnrolment(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSettings<HubOptions>(settings, "Hub");
        services.AddSingleton<HubClock>();
        services.AddSingleton<HubConnections>();
        services.AddSingleton(provider => new IdentityFiles(
            provider.GetRequiredService<DataFolder>().Path, provider.GetRequiredService<StoreRepairs>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<HubIdentity>();
        services.AddSingleton<BoxEnrolment>();
        return services;
    }

    public static IServiceCollection AddHubLink(this IServiceCollection services, IConfiguration settings)
    {
        services.AddEnrolment(settings);
        services.AddSingleton<LinkBoard>();
        services.AddPulse<LinkBoard>("link", (board, cancellationToken) => board.Pulse.AskAsync(cancellationToken));
        services.AddSingleton<NetworkWatch>();
        services.AddSingleton(provider => new LinkMachine(provider.GetRequiredService<HubOptions>().Pacing, Random.Shared.NextDouble, Awaited(provider)));
        services.AddSingleton(provider => new HubHello(
            provider.GetRequiredService<HubClock>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<OutboxStore>().Epoch)
        {
            TimetableHash = () => provider.GetRequiredService<TimetableBoard>().Hash,
        });
        services.AddSingleton(provider => new CommandLedger(provider.GetRequiredService<DataFolder>()["commands.db"], provider.GetRequiredService<SqliteStores>()));
        services.AddSingleton<StateReports>();
        services.AddSingleton<PictureReports>();
        services.AddSingleton<DeviceReports>();
        services.AddSingleton<QuarantineReports>();
        services.AddSingleton<LinkReports>();
        services.AddSingleton<RemoteRights>();
        services.AddSingleton<RoomActions>();
        services.AddSingleton<LinkSession>();
        services.AddSingleton<CertificateRenewal>();
        services.AddLoop<CommandInbox>();
        services.AddLoop<IdentityWatch>();
        services.AddHostedService<LinkLoop>();
        services.AddLoop<RenewalLoop>();
        return services;
    }

    private static Func<bool> Awaited(IServiceProvider provider)
    {
        var (live, lessons) = (provider.GetRequiredService<LiveBoard>(), provider.GetRequiredService<LessonBoard>());
        return () => live.Requested.Count > 0 || lessons.Wanted is not null;
    }
}
