using System.Net;

namespace Tongtang.DeviceDrivers.Tests.Peers;

/// <summary>A network of two machines, of which the other is a network namespace of this one: for programs whose multicast their own machine does not hear.</summary>
internal sealed class SecondNetwork : IAsyncDisposable
{
    private readonly string _name;

    private SecondNetwork(string name, IPAddress here)
    {
        _name = name;
        Here = here;
    }

    /// <summary>This machine's address in it.</summary>
    public IPAddress Here { get; }

    public static async Task<SecondNetwork> CreateAsync()
    {
        var number = Random.Shared.Next(1, 255);
        var (name, here, there) = ($"tt{Environment.ProcessId}-{number}", $"10.213.{number}.1", $"10.213.{number}.2");
        var network = new SecondNetwork(name, IPAddress.Parse(here));
        foreach (var command in new[]
        {
            $"netns add {name}",
            $"link add tt{number}a type veth peer name tt{number}b netns {name}",
            $"address add {here}/24 dev tt{number}a",
            $"link set tt{number}a up",
            $"-n {name} address add {there}/24 dev tt{number}b",
            $"-n {name} link set tt{number}b up",
            $"-n {name} link set lo up",
            $"-n {name} route add default via {here}",
        })
        {
            var (code, said) = await ForeignPeer.RunAsync("ip", command.Split(' '));
            if (code == 0) continue;
            await network.DisposeAsync();
            throw new InvalidOperationException($"ip {command}: {said}");
        }

        return network;
    }

    /// <summary>A line for a shell of the other machine.</summary>
    public Task<(int Code, string Said)> RunThereAsync(string command) => ForeignPeer.RunAsync("ip", "netns", "exec", _name, "sh", "-c", command);

    /// <summary>With the namespace goes its end of the cable, and with that ours.</summary>
    public async ValueTask DisposeAsync() => await ForeignPeer.RunAsync("ip", "netns", "delete", _name);
}
