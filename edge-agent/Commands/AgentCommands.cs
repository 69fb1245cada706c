using System.CommandLine;
using Tongtang.EdgeAgent.Doctor;
using Tongtang.Protocol.Settings;

namespace Tongtang.EdgeAgent.Commands;

/// <summary>The command line. Without a command it is <c>run</c>.</summary>
internal static class AgentCommands
{
    /// <summary>The exit code for settings that do not let it start.</summary>
    private const int WrongSettings = 2;

    /// <summary>The exit code of a part that ended although nobody asked; whoever watches the service starts it again.</summary>
    private const int Died = 70;

    public static async Task<int> RunAsync(string[] args)
    {
        SearchPath.Complete();
        var options = new SettingOptions();
        var root = new RootCommand("The classroom box: records lessons and hands them to the hub.");
        foreach (var option in options.All) root.Options.Add(option);
        root.SetAction((parsed, cancellationToken) => ServeAsync(options.Read(parsed), cancellationToken));
        root.Subcommands.Add(Run(options));
        root.Subcommands.Add(Simulate(options));
        root.Subcommands.Add(EnrolCommand.Make(options));
        root.Subcommands.Add(DoctorCommand.Make(options));
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception error) when (error is SettingException or DataFolderInUseException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return WrongSettings;
        }
    }

    private static Command Run(SettingOptions options)
    {
        var run = new Command("run", "Runs the box until it is ended (the default command).");
        run.SetAction((parsed, cancellationToken) => ServeAsync(options.Read(parsed), cancellationToken));
        return run;
    }

    private static Command Simulate(SettingOptions options)
    {
        var room = new SimulatedRoom();
        var simulate = new Command("simulate", "Runs the box of a made-up room: cameras, a screen and a microphone that need no equipment.");
        foreach (var option in room.Options) simulate.Options.Add(option);
        simulate.SetAction((parsed, cancellationToken) => ServeAsync(options.Read(parsed, room.Sources(parsed)), cancellationToken));
        return simulate;
    }

    private static async Task<int> ServeAsync(IConfiguration settings, CancellationToken cancellationToken)
    {
        await using var app = Program.Build(settings);
        return await ServeAsync(app, cancellationToken);
    }

    internal static async Task<int> ServeAsync(WebApplication app, CancellationToken cancellationToken)
    {
        using var only = app.Services.GetRequiredService<DataFolder>().Lock();
        var lastWord = new LastWord(app.Services);
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return lastWord.Say() ? Died : 0;
    }
}
