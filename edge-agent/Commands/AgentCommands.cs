using System.CommandLine;
using Tongtang.EdgeAgent.Doctor;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Commands;

/// <summary>The command line. Without a command it is <c>run</c>.</summary>
internal static class AgentCommands
{
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        SearchPath.Complete();
        var options = new SettingOptions(
            new ShortOption("--data", "Agent:DataFolder", "Folder for recordings, identity and logs."),
            new ShortOption("--listen", "Panel:Listen", "Address of the panel, such as http://127.0.0.1:8710."));
        var root = new RootCommand("The classroom box: records lessons and hands them to the hub.");
        foreach (var option in options.All) root.Options.Add(option);
        root.SetAction((parsed, cancellationToken) => ServeAsync(options.Read(parsed), cancellationToken));
        root.Subcommands.Add(Run(options));
        root.Subcommands.Add(Simulate(options));
        root.Subcommands.Add(SimulateDeviceCommand.Make());
        root.Subcommands.Add(EnrolCommand.Make(options));
        root.Subcommands.Add(DoctorCommand.Make(options));
        root.Subcommands.Add(PlayCommand.Make());
        return Serving.RunAsync(root, args, output, errors);
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
        return await Serving.UntilEndedAsync(app, cancellationToken);
    }
}
