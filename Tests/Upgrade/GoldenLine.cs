using System.Security.Cryptography;
using System.Text;

namespace InfernoOrleans.Tests.Upgrade;

/// <summary>One thing that a version has written: <c>inferno.deploy-command 0,1,2 SGVsbG8=</c>.</summary>
/// <param name="Version">The version: <c>0.1.0</c>.</param>
/// <param name="Room">The file without its ending.</param>
/// <param name="Name">The alias of a message, or the name of a type.</param>
/// <param name="Members">The numbers of the members that it has.</param>
/// <param name="Content">The bytes of a message as base64, else text.</param>
internal sealed record GoldenLine(string Version, string Room, string Name, string Members, string Content)
{
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Version}/{Room} {this}")));

    public byte[] Bytes => Convert.FromBase64String(Content);

    public static GoldenLine Parse(string version, string room, string line) =>
        line.Split(' ', 3) is [var name, var members, var content] ? new(version, room, name, members, content) : throw new FormatException($"{version}/{room}: {line}");

    public override string ToString() => $"{Name} {Members} {Content}";
}
