using System.Text;
using Tongtang.HubServer.FloorPlans;

namespace Tongtang.HubServer.Tests.FloorPlans;

public sealed class PictureFileTests
{
    /// <summary>ffmpeg -f lavfi -i testsrc=size=32x24 -frames:v 1 -q:v 20</summary>
    public static readonly byte[] Jpeg = Convert.FromBase64String("/9j/4AAQSkZJRgABAgAAAQABAAD//gAQTGF2YzU5LjM3LjEwMAD/2wBDAAgoKC8oLzc3Nzc3N0E8QUNDQ0FBQUFDQ0NISEhVVVVISEhDQ0hIUFBVVVxfXFdXVVdfX2RkZHh4c3OMjJGsrM//xACKAAEBAQEBAAAAAAAAAAAAAAAHBgUAAQEBAAIDAQEAAAAAAAAAAAAABwUGAAQCCAMQAAADBgIIBwEAAAAAAAAAAAABA4FCEcEEAjESUYKxQROyMiFxFJFhgyIzNBEAAAMGBAUCBwEAAAAAAAAAAAECQcEhEQQDQjGBEmFxMiIUw1GxspEzcnPzE//AABEIABgAIAMBEgACEgADEgD/2gAMAwEAAhEDEQA/AIajSz5jPp7NPRHaLKh/D5LuWwdkjecciEnbaNddUdMhRJLuXkbClmfOMBR6vBq4RS7rR4u62QUbZSgXAd22hoqyIiQRQIpw+g7q8Grg8rutkOXdbIeK7bRltoKavBq4ZV4NXDJo143cO7EyiR6YbvHv6A/pv6kdfkMMSVmopGxo0rbQh3qZFhZqRAl4WEZe3A55MFoq8Grhq0qqNtuWMO8XsT92AqQeZMQ6lX0n2nKf4vExcYKvesWrxGaE7tvtu+GZ5C0UmPR4T1PLxLMzqkI1d1shb7PmTj6YULbQSVHlzLdxl0OCNV4NXBJqOPEoYaosF3WyAda8CX9QOW2giOfb/vxk/pH3q8GrgdJIqmdqllv2twOJbyhgZhVpehluwegVptEU0N5vGmfSjk4g0HdsrM0rVNSIHnCfFMARI+/UfsP5lD//2Q==");

    [Theory]
    [InlineData(1, 1, 1, 0)]
    [InlineData(33, 7, 2, 3)]
    [InlineData(640, 480, 8, 2)]
    [InlineData(20, 30, 16, 6)]
    [InlineData(5, 5, 8, 4)]
    public void Png_OfEveryKind_IsRead(int width, int height, int depth, int colour)
    {
        var file = MadePng.Of(width, height, depth, colour);
        var picture = PictureFile.Read(file)!;
        Assert.Equal(("image/png", width, height), (picture.MediaType, picture.Width, picture.Height));
        Assert.Equal(file, picture.Bytes);
    }

    [Fact]
    public void Png_WithWhatIsNoPicture_LosesIt()
    {
        var plain = MadePng.Of(4, 4);
        byte[] file = [.. MadePng.Of(4, 4, more: [("tEXt", Encoding.ASCII.GetBytes("GPS\0here")), ("eXIf", [1, 2, 3])]), .. "<script>"u8];
        Assert.Equal(plain, PictureFile.Read(file)!.Bytes);
    }

    [Theory]
    [InlineData(8_001, 1, 8, 2, 0)]
    [InlineData(6_000, 6_000, 1, 0, 0)]
    [InlineData(0, 4, 8, 2, 0)]
    [InlineData(4, 4, 4, 2, 0)]
    [InlineData(4, 4, 8, 5, 0)]
    [InlineData(4, 4, 8, 2, 1)]
    [InlineData(4, 4, 8, 2, -1)]
    public void Png_ThatIsTooLarge_OrDoesNotHoldWhatItSays_IsNone(int width, int height, int depth, int colour, int surplus) =>
        Assert.Null(PictureFile.Read(MadePng.Of(width, height, depth, colour, surplus: surplus)));

    [Fact]
    public void Jpeg_OfARealEncoder_IsRead_WithoutItsComments()
    {
        var picture = PictureFile.Read(Jpeg)!;
        Assert.Equal(("image/jpeg", 32, 24), (picture.MediaType, picture.Width, picture.Height));
        Assert.True(Jpeg.AsSpan().IndexOf("Lavc"u8) > 0 && picture.Bytes.AsSpan().IndexOf("Lavc"u8) < 0);
        byte[] exif = [0xFF, 0xE1, 0, 8, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0];
        Assert.Equal(picture.Bytes, PictureFile.Read([.. Jpeg[..2], .. exif, .. Jpeg[2..], .. "<script>"u8])!.Bytes);
        Assert.Equal(picture.Bytes, PictureFile.Read(picture.Bytes)!.Bytes);
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]
    [InlineData("GIF89a")]
    [InlineData("RIFF\0\0\0\0WEBPVP8 ")]
    [InlineData("")]
    public void AnythingElse_IsNone(string text) => Assert.Null(PictureFile.Read(Encoding.Latin1.GetBytes(text)));

    /// <summary>Cut off anywhere, it is no picture; with any bytes changed it never throws, and what is taken is taken again.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void DamagedFiles_AreNone_OrStillAPicture(bool png)
    {
        var whole = png ? MadePng.Of(17, 9, more: [("tIME", new byte[7])]) : Jpeg;
        for (var length = 0; length < whole.Length; length++) Assert.Null(PictureFile.Read(whole.AsSpan(0, length)));
        var random = new Random(1);
        for (var i = 0; i < 5_000; i++)
        {
            var file = whole.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--) file[random.Next(file.Length)] = (byte)random.Next(256);
            if (PictureFile.Read(file) is not { } read) continue;
            Assert.True(PictureFile.IsSize(read.Width, read.Height));
            Assert.Equal(read.Bytes, PictureFile.Read(read.Bytes)!.Bytes);
        }
    }
}
