using System.CommandLine;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Programs;

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
            // Behind the routes stands the whole hub, which makes its keys and folders: here they are thrown away.
            var folder = Directory.CreateTempSubdirectory("tongtang-openapi-");
            try
            {
                await using var app = Program.Build(In(folder, settings.Read(parsed)));
                await File.WriteAllTextAsync(parsed.GetRequiredValue(file).FullName, await ApiDocument.TextAsync(app, cancellationToken), cancellationToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new CannotStartException(error.Message, error);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
            return 0;
        });
        return command;
    }

    private static IConfiguration In(DirectoryInfo folder, IConfiguration settings) => new ConfigurationBuilder()
        .AddConfiguration(settings)
        .AddInMemoryCollection([new("Hub:DataFolder", folder.FullName), new("MediaStore:Folder", "")])
        .Build();
}
