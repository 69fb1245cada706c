using System.Text;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.PjLink;

/// <summary>The UDP port of a made-up class 2 projector: it answers searches, after a while, and nothing else.</summary>
/// <param name="mac">As it writes it.</param>
internal sealed class PjLinkBeacon(string mac, TimeProvider time) : ISimulator
{
    /// <summary>How long it takes; the standard allows up to 10 s.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(2);

    public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
    {
        var buffer = new byte[256];
        while (true)
        {
            var length = await line.ReceiveAsync(buffer, cancellationToken);
            if (!buffer.AsSpan(0, length).SequenceEqual("%2SRCH\r"u8)) continue;
            await Task.Delay(Delay, time, cancellationToken);
            await line.SendAsync(Encoding.ASCII.GetBytes($"%2ACKN={mac}\r"), sensitive: false, cancellationToken);
        }
    }
}
