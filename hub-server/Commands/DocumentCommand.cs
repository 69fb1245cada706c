using System.CommandLine;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Commands;

/// <summary><c>hub-server openapi FILE</c>: writes the API's document, from which the console's client is generated.</summary>
internal static class DocumentCommand
{
    public static Command Create(SettingOptions settings)
    {
        var file = new Argument<FileInfo>("file") { Description = "Where to write it." };
        var command = new Command("openapi", "Writes the OpenAPI document of the REST API.") { file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // Building the hub makes its data folder; a document needs none.
            var configuration = settings.Read(parsed);
            var folder = Directory.CreateTempSubdirectory("tongtang-openapi-").FullName;
            configuration["Hub:DataFolder"] = folder;
            await using (var app = Program.Build(configuration))
                await File.WriteAllTextAsync(parsed.GetValue(file)!.FullName, await ApiDocument.TextAsync(app, cancellationToken), cancellationToken);
            Directory.Delete(folder, recursive: true);
            return 0;
        });
        return command;
    }
}
