using System.Runtime.CompilerServices;
using System.Text;

namespace Tongtang.DeviceDrivers.Tests.Contract;

/// <summary>The index of drivers in device-drivers/README.md is made of the folders; <c>UPDATE_INDEX=1</c> writes it anew.</summary>
public sealed class IndexTests
{
    private const string Begin = "<!-- index of drivers: made of the folders by IndexTests -->";
    private const string End = "<!-- end of the index -->";

    [Fact]
    public void Readme_OfDeviceDrivers_ListsEveryFolder()
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../../device-drivers"));
        var readme = Path.Combine(folder, "README.md");
        var text = File.ReadAllText(readme);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= 0 && end > begin, "device-drivers/README.md has lost the marks of its index");
        var wanted = $"{text[..begin]}{Begin}\n{Table(folder)}{text[end..]}";
        if (Environment.GetEnvironmentVariable("UPDATE_INDEX") == "1") File.WriteAllText(readme, wanted);
        Assert.True(text == wanted || Environment.GetEnvironmentVariable("UPDATE_INDEX") == "1", "the index in device-drivers/README.md is not what the folders say; run this test with UPDATE_INDEX=1 and commit the file");
    }

    private static string Table(string folder)
    {
        var table = new StringBuilder("| driver | for | reached by | can | proof |\n|---|---|---|---|---|\n");
        foreach (var file in Directory.GetFiles(folder, "driver.json", SearchOption.AllDirectories).Where(file => !file.Contains("/bin/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(Path.GetDirectoryName(file)!);
            var manifest = DriverManifest.Parse(file, File.ReadAllBytes(file));
            table.Append($"| [{name}]({name}) `{manifest.Id}` | {manifest.Names.En} | ")
                .Append(string.Join(", ", manifest.Connections.Select(connection => connection.Kind.ToString().ToLowerInvariant()).Distinct())).Append(" | ")
                .Append(string.Join(", ", manifest.Capabilities.Select(capability => capability.Id))).Append(" | ")
                .Append(Words(manifest.Proof)).Append(" |\n");
        }

        return table.ToString();
    }

    private static string Words(Proof proof) => proof switch
    {
        Proof.Hardware => "hardware",
        Proof.ForeignPeer => "software that is not ours",
        Proof.Vectors => "verified bytes",
        _ => "unproven",
    };

    private static string Here([CallerFilePath] string file = "") => file;
}
