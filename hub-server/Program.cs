using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Assets;
using Tongtang.HubServer.Audit;
using Tongtang.HubServer.Backups;
using Tongtang.HubServer.Chat;
using Tongtang.HubServer.Collections;
using Tongtang.HubServer.Commands;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Devices;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.FloorPlans;
using Tongtang.HubServer.Home;
using Tongtang.HubServer.Lessons;
using Tongtang.HubServer.Live;
using Tongtang.HubServer.Maintenance;
using Tongtang.HubServer.MediaStore;
using Tongtang.HubServer.Metrics;
using Tongtang.HubServer.Notices;
using Tongtang.HubServer.Playback;
using Tongtang.HubServer.Readings;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Reports;
using Tongtang.HubServer.Retention;
using Tongtang.HubServer.SingleSignOn;
using Tongtang.HubServer.Timeline;
using Tongtang.HubServer.Timetable;
using Tongtang.HubServer.Viewing;
using Tongtang.HubServer.Visits;
using Tongtang.HubServer.Web;
using Tongtang.HubServer.Webhooks;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;
using Tongtang.Protocol.Stores;

namespace Tongtang.HubServer;

/// <summary>The hub's table of contents: every feature adds its services and its routes here.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => HubCommands.RunAsync(args, Console.Out, Console.Error);

    /// <summary>Puts the hub together from its settings, without starting it.</summary>
    /// <param name="settings">Where the settings come from; later sources win.</param>
    /// <param name="adjust">For tests: a last word on the services.</param>
    public static WebApplication Build(IConfiguration settings, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(settings);
        SettingsReader.CheckSections(settings, "Hub", "Database", "Agents", "Accounts", "SingleSignOn", "MediaStore", "Recordings", "Playback", "Readings", "Alarms", "Lessons", "Live", "Visits", "Webhooks", "Notices", "Audit", "Reports", "Logs");
        var services = builder.Services;
        var web = services.AddSettings<WebSettings>(settings, "Hub");
        var database = services.AddSettings<DatabaseSettings>(settings, "Database");
        var agents = services.AddSettings<AgentSettings>(settings, "Agents");
        services.AddSettings<AccountSettings>(settings, "Accounts");
        services.AddSettings<SingleSignOnSettings>(settings, "SingleSignOn");
        services.AddSettings<MediaStoreSettings>(settings, "MediaStore");
        services.AddSettings<RecordingsSettings>(settings, "Recordings");
        services.AddSettings<PlaybackSettings>(settings, "Playback");
        services.AddSettings<ReadingsSettings>(settings, "Readings");
        services.AddSettings<AlarmsSettings>(settings, "Alarms");
        services.AddSettings<LessonsSettings>(settings, "Lessons");
        services.AddSettings<LiveSettings>(settings, "Live");
        services.AddSettings<VisitsSettings>(settings, "Visits");
        services.AddSettings<WebhooksSettings>(settings, "Webhooks");
        services.AddSettings<NoticesSettings>(settings, "Notices");
        services.AddSettings<AuditSettings>(settings, "Audit");
        services.AddSettings<ReportsSettings>(settings, "Reports");
        var logs = services.AddSettings<LogOptions>(settings, "Logs");

        services.AddSingleton(TimeProvider.System);
        services.AddDataFolder(web.DataFolder);
        builder.Logging.AddLogs(logs, web.DataFolder, "hub");
        services.AddStores();
        services.AddSupervision();
        services.AddDatabase(database);
        services.AddBackups();
        services.AddAccounts();
        services.AddAgents();
        services.AddAssets();
        services.AddAudit();
        services.AddChat();
        services.AddCollections();
        services.AddDevices();
        services.AddEvents();
        services.AddFleet();
        services.AddFloorPlans();
        services.AddHome();
        services.AddLessons();
        services.AddLive();
        services.AddMaintenance();
        services.AddMediaStore();
        services.AddPlayback();
        services.AddReadings(database);
        // After what they start from: readings' database and the rooms' rows.
        services.AddAlarms();
        services.AddRecordings();
        services.AddReports();
        services.AddRetention();
        services.AddSingleSignOn();
        services.AddTimeline();
        services.AddTimetable();
        services.AddViewing();
        services.AddVisits();
        services.AddMetricsPage();
        services.AddNotices();
        services.AddWebhooks();
        services.AddWeb();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenFor(web, agents));
        adjust?.Invoke(builder);

        var app = builder.Build();
        app.UseWeb(web);
        app.MapAccounts();
        app.MapEvents();
        app.MapFleet();
        app.MapFloorPlans();
        app.MapHome();
        app.MapAgents();
        app.MapAlarms();
        app.MapAssets();
        app.MapAudit();
        app.MapChat();
        app.MapCollections();
        app.MapDatabase();
        app.MapDevices();
        app.MapLessons();
        app.MapLive();
        app.MapMaintenance();
        app.MapPlayback();
        app.MapReadings();
        app.MapRecordings();
        app.MapReports();
        app.MapRetention();
        app.MapSingleSignOn();
        app.MapTimeline();
        app.MapTimetable();
        app.MapViewing();
        app.MapVisits();
        app.MapMetrics();
        app.MapNotices();
        app.MapWebhooks();
        app.MapWeb();
        return app;
    }
}
