using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Tongtang.DeviceDrivers.Tests.Contract;

/// <summary>The index of drivers in device-drivers/README.md is made of the folders; <c>UPDATE_INDEX=1</c> writes it anew.</summary>
public sealed class IndexTests
{
    private const string Begin = "<!-- index of drivers: made of the folders by IndexTests -->";
    private const string End = "<!-- end of the index -->";

    [Fact]
    public void Readme_OfDeviceDrivers_ListsEveryFolder()
    {
        var folder = DriversFolder;
        var readme = Path.Combine(folder, "README.md");
        var text = File.ReadAllText(readme);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= 0 && end > begin, "device-drivers/README.md has lost the marks of its index");
        var wanted = $"{text[..begin]}{Begin}\n{Table(folder)}{text[end..]}";
        if (Environment.GetEnvironmentVariable("UPDATE_INDEX") == "1") File.WriteAllText(readme, wanted);
        Assert.True(text == wanted || Environment.GetEnvironmentVariable("UPDATE_INDEX") == "1", "the index in device-drivers/README.md is not what the folders say; run this test with UPDATE_INDEX=1 and commit the file");
    }

    [Fact]
    public void Readme_OfEachDriver_ClaimsTheProofOfItsManifest()
    {
        foreach (var file in Manifests(DriversFolder))
        {
            var readme = Path.Combine(Path.GetDirectoryName(file)!, "README.md");
            var wanted = DriverManifest.Parse(file, File.ReadAllBytes(file)).Proof switch { Proof.ForeignPeer => "foreign peer", var proof => proof.ToString().ToLowerInvariant() };
            Assert.True(File.Exists(readme) && Regex.IsMatch(File.ReadAllText(readme), $@"^(## )?Proof: \**{wanted}\b", RegexOptions.Multiline), $"{readme} does not say \"Proof: {wanted}\"");
        }
    }

    private static string DriversFolder => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../../device-drivers"));

    private static IEnumerable<string> Manifests(string folder) =>
        Directory.GetFiles(folder, "driver.json", SearchOption.AllDirectories).Where(file => !file.Contains("/bin/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static string Table(string folder)
    {
        var table = new StringBuilder("| driver | for | reached by | can | proof |\n|---|---|---|---|---|\n");
        foreach (var file in Manifests(folder))
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
