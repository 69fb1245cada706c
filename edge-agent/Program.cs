using Tongtang.EdgeAgent.Alarms;
using Tongtang.EdgeAgent.Broker;
using Tongtang.EdgeAgent.Commands;
using Tongtang.EdgeAgent.Copies;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Health;
using Tongtang.EdgeAgent.HomeAssistant;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Installer;
using Tongtang.EdgeAgent.Lessons;
using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.EdgeAgent.Panel;
using Tongtang.EdgeAgent.Playback;
using Tongtang.EdgeAgent.Readings;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.EdgeAgent.Timetable;
using Tongtang.EdgeAgent.Uploads;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent;

/// <summary>The classroom box's table of contents: every feature adds its services and its routes here.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => AgentCommands.RunAsync(args, Console.Out, Console.Error);

    /// <summary>Puts the agent together from its settings, without starting it.</summary>
    /// <param name="settings">Where the settings come from; see <see cref="SettingOptions"/>.</param>
    /// <param name="adjust">For tests: a last word on the services.</param>
    /// <exception cref="SettingException">A setting is unknown or impossible.</exception>
    public static WebApplication Build(IConfiguration settings, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(settings);
        SettingsReader.CheckSections(settings, "Agent", "Sources", "Recording", "Monitor", "Devices", "Broker", "HomeAssistant", "Hub", "Outbox", "Readings", "Uploads", "Live", "Lessons", "Display", "Panel", "Copies", "Logs");
        var services = builder.Services;

        services.AddSingleton(TimeProvider.System);
        var agent = services.AddSettings<AgentOptions>(settings, "Agent");
        var logs = services.AddSettings<LogOptions>(settings, "Logs");
        services.AddDataFolder(agent.DataFolder);
        builder.Logging.AddLogs(logs, agent.DataFolder, "agent");
        services.AddSupervision();
        services.AddStores();
        services.AddSources(settings);
        services.AddRecordings(settings);
        services.AddMonitor(settings);
        services.AddLessons(settings);
        services.AddTimetable();
        services.AddHubLink(settings);
        services.AddOutbox(settings);
        services.AddUploads(settings);
        services.AddLive(settings);
        services.AddHealth();
        services.AddReadings(settings);
        services.AddBroker(settings, HomeAssistantFeature.Will);
        services.AddDevices(settings);
        services.AddAlarms();
        services.AddCopies(settings);
        services.AddInstaller();
        services.AddPlayback(settings);
        services.AddPanel(settings);
        services.AddHomeAssistant(settings);
        builder.WebHost.ListenForPanel(settings);
        adjust?.Invoke(builder);

        var app = builder.Build();
        app.UsePanel();
        app.MapHealth();
        app.MapPlayback();
        app.MapCopies();
        app.MapDevices();
        app.MapLessons();
        app.MapInstaller();
        app.MapPanel();
        return app;
    }
}
