using System.CommandLine;
using Tongtang.HubServer.Backups;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;

namespace Tongtang.HubServer.Commands;

/// <summary>The command line. Without a command it is <c>run</c>.</summary>
internal static class HubCommands
{
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var options = new SettingOptions(
            new ShortOption("--data", "Hub:DataFolder", "Folder for database, media, keys and logs."),
            new ShortOption("--listen", "Hub:Listen", "Address of console and API, such as http://127.0.0.1:8700."),
            new ShortOption("--agents-listen", "Agents:Listen", "Address for classroom boxes, such as https://0.0.0.0:8701."));
        var root = new RootCommand("The hub of a district's classrooms: receives lessons, shows rooms, plays recordings.");
        foreach (var option in options.All) root.Options.Add(option);
        var run = new Command("run", "Runs the hub until it is ended (the default command).");
        run.SetAction((parsed, cancellationToken) => ServeAsync(options.Read(parsed), cancellationToken));
        root.SetAction((parsed, cancellationToken) => ServeAsync(options.Read(parsed), cancellationToken));
        root.Subcommands.Add(run);
        root.Subcommands.Add(DocumentCommand.Create(options));
        foreach (var command in new AccountCommands(options).All()) root.Subcommands.Add(command);
        foreach (var command in new BackupCommands(options).All()) root.Subcommands.Add(command);
        root.Subcommands.Add(new DatabaseCommands(options).Create());
        return Serving.RunAsync(root, args, output, errors);
    }

    private static async Task<int> ServeAsync(IConfiguration settings, CancellationToken cancellationToken)
    {
        Restoration.RequireFinished(SettingsReader.Read<WebSettings>(settings, "Hub").DataFolder);
        await using var app = Program.Build(settings);
        return await Serving.UntilEndedAsync(app, cancellationToken);
    }
}
