using System.Xml.Linq;

namespace Tongtang.DeviceDrivers.Onvif;

/// <summary>One camera's services, in the order in which they have to be asked for: clock, services, profiles, the rest.</summary>
internal sealed class OnvifCamera(OnvifClient client, OnvifAccess access, string profile, TimeProvider time)
{
    private IReadOnlyDictionary<string, Uri> _services = new Dictionary<string, Uri>();

    /// <summary>The one that is used.</summary>
    public OnvifProfile Profile { get; private set; } = new("", "", "", Turns: false);

    public bool Turns => Service(OnvifXml.Ptz) is not null;

    /// <exception cref="DeviceException">See <see cref="OnvifClient.CallAsync"/>; also <see cref="DeviceProblems.SettingInvalid"/>: it has no such profile.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await AskClockAsync(cancellationToken);
        await LearnServicesAsync(cancellationToken);
        var profiles = OnvifAnswers.Profiles(await RequireAsync(MediaService, new XElement(Media + "GetProfiles"), cancellationToken));
        Profile = profiles.FirstOrDefault(known => profile.Length == 0 || known.Token == profile)
            ?? throw new DeviceException(DeviceProblems.SettingInvalid, $"profile is \"{profile}\"; the camera has: {(profiles.Count == 0 ? "none" : string.Join(", ", profiles.Select(known => known.Token)))}");
    }

    /// <summary>Asks for the clock without a password; of cameras that want one even for that (Panasonic), with it.</summary>
    public async Task AskClockAsync(CancellationToken cancellationToken)
    {
        var ask = new XElement(OnvifXml.Device + "GetSystemDateAndTime");
        var answer = await client.CallAsync(access.Address, ask, cancellationToken, signed: false);
        if (answer.Fault is not null) answer = await client.CallAsync(access.Address, ask, cancellationToken);
        if (OnvifAnswers.Clock(answer.Body) is { } clock) client.ClockOffset = clock - time.GetUtcNow();
    }

    /// <summary>What it says of itself, by the words of <see cref="DeviceReport.Identify"/>.</summary>
    public async Task<IReadOnlyList<(string Fact, string Value)>> InformationAsync(CancellationToken cancellationToken)
    {
        var answer = (await client.CallAsync(access.Address, new XElement(OnvifXml.Device + "GetDeviceInformation"), cancellationToken)).Body;
        return
        [
            .. new[] { ("manufacturer", "Manufacturer"), ("model", "Model"), ("firmware", "FirmwareVersion"), ("serial", "SerialNumber") }
                .Select(fact => (fact.Item1, answer.Text(fact.Item2)))
                .Where(fact => fact.Item2.Length is > 0 and <= 200),
        ];
    }

    /// <summary>Where the picture comes from: an rtsp address without user and password.</summary>
    public async Task<Uri> StreamAsync(CancellationToken cancellationToken)
    {
        var ask = Media == OnvifXml.Media2
            ? new XElement(Media + "GetStreamUri", new XElement(Media + "Protocol", "RTSP"), new XElement(Media + "ProfileToken", Profile.Token))
            : new XElement(
                Media + "GetStreamUri",
                new XElement(Media + "StreamSetup", new XElement(OnvifXml.Schema + "Stream", "RTP-Unicast"), new XElement(OnvifXml.Schema + "Transport", new XElement(OnvifXml.Schema + "Protocol", "RTSP"))),
                new XElement(Media + "ProfileToken", Profile.Token));
        var told = OnvifAnswers.MediaAddress(await RequireAsync(MediaService, ask, cancellationToken));
        return told is { Scheme: "rtsp" or "rtsps" } ? OnvifAnswers.Reachable(told, access) : throw new DeviceException(DeviceProblems.Unexpected, "the camera tells no rtsp address");
    }

    /// <summary>The picture of this moment, a JPEG.</summary>
    public async Task<byte[]> SnapshotAsync(int mostBytes, CancellationToken cancellationToken)
    {
        var ask = new XElement(Media + "GetSnapshotUri", new XElement(Media + "ProfileToken", Profile.Token));
        var told = OnvifAnswers.MediaAddress(await RequireAsync(MediaService, ask, cancellationToken)) ?? throw new DeviceException(DeviceProblems.Unexpected, "the camera tells no address of a picture");
        return await client.DownloadAsync(OnvifAnswers.Reachable(told, access), mostBytes, cancellationToken);
    }

    /// <summary>Asks the service that turns the camera; the profile's token goes first in all its requests.</summary>
    public Task<OnvifReply> TurnAsync(string request, CancellationToken cancellationToken, params object?[] parts) =>
        client.CallAsync(Service(OnvifXml.Ptz)!, new XElement(OnvifXml.Ptz + request, new XElement(OnvifXml.Ptz + "ProfileToken", Profile.Token), parts), cancellationToken);

    /// <summary>Media where there is one, since more cameras do it well; Media2 of those that have nothing else.</summary>
    private XNamespace Media => Service(OnvifXml.Media) is null && Service(OnvifXml.Media2) is not null ? OnvifXml.Media2 : OnvifXml.Media;

    private Uri MediaService => Service(Media) ?? throw new DeviceException(DeviceProblems.Unexpected, "the camera has no media service");

    private Uri? Service(XNamespace space) => _services.GetValueOrDefault(space.NamespaceName);

    private async Task LearnServicesAsync(CancellationToken cancellationToken)
    {
        var answer = await client.CallAsync(access.Address, new XElement(OnvifXml.Device + "GetServices", new XElement(OnvifXml.Device + "IncludeCapability", "false")), cancellationToken);
        var told = OnvifAnswers.Services(answer.Body);
        if (!told.ContainsKey(OnvifXml.Media.NamespaceName) && !told.ContainsKey(OnvifXml.Media2.NamespaceName))
            told = OnvifAnswers.Capabilities(await RequireAsync(access.Address, new XElement(OnvifXml.Device + "GetCapabilities", new XElement(OnvifXml.Device + "Category", "All")), cancellationToken));
        _services = told.ToDictionary(service => service.Key, service => OnvifAnswers.Reachable(service.Value, access));
    }

    private async Task<XElement> RequireAsync(Uri service, XElement ask, CancellationToken cancellationToken)
    {
        var reply = await client.CallAsync(service, ask, cancellationToken);
        return reply.Body ?? throw new DeviceException(DeviceProblems.Unexpected, $"{ask.Name.LocalName}: {reply.Fault}");
    }
}
