using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Onvif;

/// <summary>The discovery port of a made-up camera: it answers each probe, carelessly as some do, without "urn:" in RelatesTo.</summary>
/// <param name="addresses">Its XAddrs, with blanks between.</param>
internal sealed class OnvifBeacon(string addresses) : ISimulator
{
    public Guid Id { get; init; } = Guid.NewGuid();

    public string Types { get; init; } = "dn:NetworkVideoTransmitter";

    public string Scopes { get; init; } = "onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/name/Front%20camera onvif://www.onvif.org/hardware/TT-C1 onvif://www.onvif.org/location/country/china";

    public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
    {
        var buffer = new byte[65536];
        while (true)
        {
            var length = await line.ReceiveAsync(buffer, cancellationToken);
            try
            {
                var probe = OnvifXml.Read(buffer[..length]);
                if (probe.Child("Body").Child("Probe") is null) continue;
                var relatesTo = probe.Child("Header").Text("MessageID").Replace("urn:", "", StringComparison.Ordinal);
                await line.SendAsync(OnvifDiscovery.Matches(relatesTo, Guid.NewGuid(), $"urn:uuid:{Id}", Types, Scopes, addresses), sensitive: false, cancellationToken);
            }
            catch (DeviceException error) when (error.Code == DeviceProblems.Garbled)
            {
                // Somebody else's datagram.
            }
        }
    }
}
