using System.Diagnostics;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Faults.PowerCut;

/// <summary>
/// A whole emulated PC with the real agent and ffmpeg in it, whose power is really cut: its page cache, and all that was
/// not flushed to its disk, is gone. Guest.sh makes what does not change; the agent and its data are disks of their own.
/// </summary>
internal sealed class PowerCutMachine : IAsyncDisposable
{
    private const string DataDisk = "data.img";
    private readonly TemporaryFolder _folder = new();
    private Process? _qemu;

    private string Guest { get; } = Path.Combine(Programs.Artefacts, "..", "guest");

    /// <summary>What the machine has printed since it was last switched on.</summary>
    public string Console => File.Exists(_folder["console.log"]) ? File.ReadAllText(_folder["console.log"]) : "";

    /// <summary>Whether its agent has reached the hub since it was last switched on.</summary>
    public bool IsOnline => Console.Contains("Online at", StringComparison.Ordinal);

    /// <summary>Lays out the disks of a box that enrols at its first start.</summary>
    /// <param name="lesson">An MP4 that its one source plays over and over.</param>
    public static async Task<PowerCutMachine> AssembleAsync(Hub hub, string joinCode, Func<string, Task> lesson)
    {
        var machine = new PowerCutMachine();
        var data = Directory.CreateDirectory(machine._folder["data"]).FullName;
        await lesson(Path.Combine(data, "lesson.mp4"));
        await File.WriteAllTextAsync(Path.Combine(data, "settings.json"), """{ "Sources": [{ "Name": "teacher", "Kind": "file", "Address": "/data/lesson.mp4", "Role": "teacher" }], "Readings": { "Every": "00:00:05", "AtLeastEvery": "00:00:05" } }""");
        await File.WriteAllTextAsync(
            Path.Combine(data, "run.sh"),
            $"""
            # An emulated machine on a busy host may not answer the hub in time.
            until [ -e /data/box/identity/hub.json ]; do dotnet /agent/edge-agent.dll enrol {joinCode} --hub https://10.0.2.2:{hub.AgentsAddress.Port} --data /data/box; done
            exec dotnet /agent/edge-agent.dll run --data /data/box --settings /data/settings.json --set "$AGENT_SET"

            """);
        await Programs.RunAsync("bash", Path.Combine(Programs.Root, "tests", "EndToEnd.Tests", "Faults", "PowerCut", "guest.sh"), machine.Guest);
        await Programs.RunAsync("mke2fs", "-q", "-t", "ext4", "-O", "^has_journal", "-d", Path.GetDirectoryName(Programs.EdgeAgent)!, machine._folder["agent.img"], "200M");
        await Programs.RunAsync("mke2fs", "-q", "-t", "ext4", "-d", data, machine._folder[DataDisk], "8G");
        return machine;
    }

    /// <param name="setting">One setting of the agent for this time, e.g. <c>Uploads:OnlyInWindows=true</c>.</param>
    public void SwitchOn(string setting)
    {
        File.Delete(_folder["console.log"]);
        _qemu = Process.Start(
            "qemu-system-x86_64",
            [
                "-accel", "tcg,thread=multi", "-cpu", "max,la57=off", "-smp", "2", "-m", "1024", "-M", "q35", "-nodefaults", "-nographic", "-no-reboot",
                "-kernel", Path.Combine(Guest, "kernel"), "-initrd", Path.Combine(Guest, "initrd"),
                "-append", $"console=ttyS0 quiet panic=-1 mitigations=off set={setting}", "-serial", $"file:{_folder["console.log"]}",
                .. Disk(Path.Combine(Guest, "root.img"), "readonly=on"), .. Disk(_folder["agent.img"], "readonly=on"), .. Disk(_folder[DataDisk], "cache=writeback"),
                "-netdev", "user,id=net", "-device", "virtio-net-pci,netdev=net",
            ]);
    }

    public async Task CutPowerAsync()
    {
        _qemu!.Kill();
        await _qemu.WaitForExitAsync();
        _qemu.Dispose();
        _qemu = null;
    }

    /// <summary>The box's data folder as the next boot will find it: out of a copy of the disk whose journal is played back.</summary>
    public async Task<string> DataAsLeftAsync()
    {
        var (image, left) = (_folder["left.img"], _folder["left"]);
        if (Directory.Exists(left)) Directory.Delete(left, recursive: true);
        Directory.CreateDirectory(left);
        await Programs.RunAsync("cp", "--sparse=always", _folder[DataDisk], image);
        var (exitCode, said, error) = await Programs.TryRunAsync("e2fsck", "-f", "-y", image);
        // 1: the journal was played back. 4 and above: what is left is no file system.
        Assert.True(exitCode is 0 or 1, $"e2fsck ended with {exitCode}: {said}{error}");
        await Programs.RunAsync("debugfs", "-R", $"rdump /box {left}", image);
        return Path.Combine(left, "box");
    }

    public async ValueTask DisposeAsync()
    {
        if (_qemu is not null) await CutPowerAsync();
        _folder.Dispose();
    }

    private static string[] Disk(string path, string option) => ["-drive", $"file={path},format=raw,if=virtio,{option}"];
}
